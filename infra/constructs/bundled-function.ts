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

/** Where it can be had, region.ts must know. */
export const RUNTIME = lambda.Runtime.NODEJS_24_X;

const ROOT = join(import.meta.dirname, "../..");
/** `copy` stands in for `cp` where cmd runs the hooks. */
const COPY = process.platform === "win32" ? "copy" : "cp";

interface BundledFunctionProps<Name extends FunctionName> {
  /** Its folder, its limits and its variables go by it. */
  readonly name: Name;
  readonly stage: Stage;
  readonly description: string;
  /** The checked file that goes beside the bundle. */
  readonly systemsFile: string;
  readonly environment: FunctionVariables<Name>;
  /** Of asynchronous invocations; Lambda's own two retries within six hours where absent. */
  readonly asynchronous?: lambda.EventInvokeConfigOptions;
  /** Instances at once; null is as many as the account allows. */
  readonly instancesMax?: number | null;
}

/** A function from its handler.ts, with a log group of its own that does not grow for ever. */
export class BundledFunction<Name extends FunctionName = FunctionName> extends NodejsFunction {
  constructor(scope: Construct, id: string, props: BundledFunctionProps<Name>) {
    const { timeoutMs, memoryMegabytes } = FUNCTIONS[props.name].limits;
    const logGroup = new logs.LogGroup(scope, `${id}Logs`, {
      retention: props.stage.logRetention,
      removalPolicy: props.stage.removalPolicy,
    });
    // Its own role instead of Lambda's usual policy, which may write to every log group of the account.
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
        "X-Ray takes segments from whoever may send any: it has no resources to name.",
    });
    acknowledge(this, {
      "Serverless-LambdaDLQ":
        "The poller's events are worth nothing a minute later, and the detector is called by its mapping alone, which has a queue for what it gives up.",
    });
  }

  /** Just these actions on just this resource: CDK's own grants give indexes and neighbours too. */
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
    // The runtime's SDK is another version than the one that was tested, and slower to load.
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
