import { join } from "node:path";
import { Duration } from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import * as lambda from "aws-cdk-lib/aws-lambda";
import { LogLevel, NodejsFunction, OutputFormat } from "aws-cdk-lib/aws-lambda-nodejs";
import * as logs from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import {
  FUNCTIONS,
  type FunctionName,
  type FunctionVariables,
  functionEnvironment,
} from "../../functions/runtime/functions.ts";
import { acknowledge } from "../acknowledge.ts";
import { BUNDLING } from "../bundling.ts";
import type { Stage } from "../config.ts";

/** The functions' Node; region.ts checks that a region has it. */
export const RUNTIME = lambda.Runtime.NODEJS_24_X;

const ROOT = join(import.meta.dirname, "../..");
/** The copy command; on Windows cmd runs the hooks, and has no `cp`. */
const COPY = process.platform === "win32" ? "copy" : "cp";

interface BundledFunctionProps<Name extends FunctionName> {
  /** The function's name in FUNCTIONS, which gives its folder, limits and variables. */
  readonly name: Name;
  readonly stage: Stage;
  readonly description: string;
  /** The checked systems.json, which is copied beside the bundle. */
  readonly systemsFile: string;
  readonly environment: FunctionVariables<Name>;
  /** Settings for asynchronous invocations; where absent, Lambda retries twice within six hours. */
  readonly asynchronous?: lambda.EventInvokeConfigOptions;
  /** How many instances may run at once; null or absent means as many as the account allows. */
  readonly instancesMax?: number | null;
}

/** A Lambda function made from its handler.ts, with its own log group, whose lines expire. */
export class BundledFunction<Name extends FunctionName = FunctionName> extends NodejsFunction {
  constructor(scope: Construct, id: string, props: BundledFunctionProps<Name>) {
    const { timeoutMs, memoryMegabytes } = FUNCTIONS[props.name].limits;
    const logGroup = new logs.LogGroup(scope, `${id}Logs`, {
      retention: props.stage.logRetention,
      removalPolicy: props.stage.removalPolicy,
    });
    // A role of its own: Lambda's usual policy may write to every log group of the account.
    const role = new iam.Role(scope, `${id}Role`, {
      assumedBy: new iam.ServicePrincipal("lambda.amazonaws.com"),
    });
    logGroup.grantWrite(role);
    super(scope, id, {
      description: props.description,
      entry: join(ROOT, "functions", props.name, "handler.ts"),
      projectRoot: ROOT,
      depsLockFilePath: join(ROOT, "package-lock.json"),
      runtime: RUNTIME,
      architecture: lambda.Architecture.ARM_64,
      timeout: Duration.millis(timeoutMs),
      memorySize: memoryMegabytes,
      role,
      logGroup,
      tracing: lambda.Tracing.ACTIVE,
      ...(props.instancesMax == null ? {} : { reservedConcurrentExecutions: props.instancesMax }),
      loggingFormat: lambda.LoggingFormat.JSON,
      applicationLogLevelV2: props.stage.logLevel,
      environment: functionEnvironment(props.name, props.environment),
      bundling: bundlingOf(props.systemsFile),
      ...props.asynchronous,
    });
    acknowledge(role, {
      "AwsSolutions-IAM5[Resource::*]":
        "X-Ray has no resources that a permission to send segments could name.",
    });
    acknowledge(this, {
      "Serverless-LambdaDLQ":
        "The events of the poller and of tell are worthless when the next one comes; only the mapping calls the detector, and it has a queue for batches that it gives up.",
    });
  }

  /** Allows only these actions on only this resource: CDK's own grants also cover indexes and neighbours. */
  may(resourceArn: string, ...actions: readonly string[]): void {
    this.addToRolePolicy(new iam.PolicyStatement({ resources: [resourceArn], actions: [...actions] }));
  }
}

function bundlingOf(systemsFile: string) {
  const aliases = Object.entries(BUNDLING.alias).map(([name, path]) => [`--alias:${name}`, join(ROOT, path)]);
  return {
    format: OutputFormat.ESM,
    target: BUNDLING.target,
    minify: BUNDLING.minify,
    logLevel: LogLevel.WARNING,
    mainFields: [...BUNDLING.mainFields],
    banner: BUNDLING.banner,
    // Bundled, since the runtime's SDK is not the version that was tested, and loads more slowly.
    bundleAwsSDK: true,
    esbuildArgs: Object.fromEntries(aliases) as Record<string, string>,
    commandHooks: {
      beforeBundling: () => [],
      beforeInstall: () => [],
      afterBundling: (_: string, outputDir: string) => [
        `${COPY} "${systemsFile}" "${join(outputDir, BUNDLING.systemsFile)}"`,
      ],
    },
  };
}
