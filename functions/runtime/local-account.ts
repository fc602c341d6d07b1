import { devNull } from "node:os";

/** With what clients reach the services on this machine: they want a region and a key, and accept any. */
export const LOCAL_ACCOUNT = {
  region: "us-east-1",
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
} as const;

/**
 * Takes everything about AWS out of the environment. The SDK reads variables and files by itself, and a profile, a
 * broken file or a wish for FIPS endpoints would stop it here, where no account is needed.
 */
export function forgetAws(environment: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(environment)) {
    if (/^AWS_(?!SDK_JS_)/i.test(name)) delete environment[name];
  }
  environment.AWS_CONFIG_FILE = devNull;
  environment.AWS_SHARED_CREDENTIALS_FILE = devNull;
}
