import { startMinistack } from "./ministack.ts";
import { say } from "./progress.ts";

/** Where the suite deploys to. */
export interface Place {
  /** What cdk, the SDK and the command need to reach it. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** What AWS_ENDPOINT_URL names, else a MiniStack of its own; null, said aloud, where that cannot be had. */
export async function findPlace(): Promise<Place | null> {
  const { AWS_ENDPOINT_URL: given, CI } = process.env;
  if (given) {
    say(`deploying to ${given}`);
    return { environment: environmentOf(given), close: async () => {} };
  }
  try {
    const { endpoint, close } = await startMinistack();
    say(`deploying to a MiniStack of its own, ${endpoint}`);
    return { environment: environmentOf(endpoint), close };
  } catch (error) {
    if (CI === "true") throw error;
    say(`passed over, MiniStack cannot be had: ${error instanceof Error ? error.message : error}`);
    return null;
  }
}

function environmentOf(endpoint: string): Record<string, string> {
  const region = process.env.AWS_REGION ?? "us-east-1";
  return {
    AWS_ENDPOINT_URL: endpoint,
    // By the name of the bucket's host it would not be found.
    AWS_ENDPOINT_URL_S3: process.env.AWS_ENDPOINT_URL_S3 ?? endpoint,
    AWS_ACCESS_KEY_ID: process.env.AWS_ACCESS_KEY_ID ?? "test",
    AWS_SECRET_ACCESS_KEY: process.env.AWS_SECRET_ACCESS_KEY ?? "test",
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  };
}
