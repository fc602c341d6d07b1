import { basename, dirname, extname } from "node:path";

export interface FunctionSettings {
  readonly name: string;
  /** The absolute path of a bundled module, ESM or CommonJS, that exports `handler`. */
  readonly handlerFile: string;
  /** Everything the function sees of the outside, beside the names that Lambda sets. API keys belong here. */
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** The limit of the heap, in MB. */
  readonly memoryMegabytes: number;
  /** Called with every line that the function prints. */
  readonly onLog: (line: string) => void;
  /**
   * The port of 127.0.0.1 where a debugger is awaited before the module loads (0: a free one, which a line names). The
   * function stops before the handler is called, and no time-out applies. No debugger where null or absent.
   */
  readonly inspectPort?: number | null;
}

const REGION_DEFAULT = "us-east-1";

/** Returns the child's whole environment: only PATH is taken from this process. */
export function childVariables(settings: FunctionSettings, runtimeApi: string): Record<string, string> {
  const { name, handlerFile, environment, memoryMegabytes } = settings;
  const module = basename(handlerFile, extname(handlerFile));
  return {
    AWS_REGION: REGION_DEFAULT,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    PATH: process.env.PATH ?? "",
    TZ: "UTC",
    ...environment,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMegabytes),
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: "local",
    AWS_LAMBDA_RUNTIME_API: runtimeApi,
    LAMBDA_TASK_ROOT: dirname(handlerFile),
    _HANDLER: `${module}.handler`,
  };
}

/** Returns the function's ARN for the Runtime API. */
export function functionArn({ name, environment }: FunctionSettings): string {
  const region = environment.AWS_REGION ?? REGION_DEFAULT;
  return `arn:aws:lambda:${region}:000000000000:function:${name}`;
}
