import { devNull } from "node:os";

const REGION_DEFAULT = "us-east-1";

/** The variables by which any program of AWS reaches an emulator. */
export function emulatorVariables(
  endpoint: string,
  region = REGION_DEFAULT,
  endpointOfBuckets = endpoint,
): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    // S3 needs an address of its own, since a bucket name in the host would not resolve.
    AWS_ENDPOINT_URL_S3: endpointOfBuckets,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_REGION: region,
  };
}

/** An environment that reaches the emulator, without any other AWS variables that it had. */
export function emulatorEnvironment(
  endpoint: string,
  environment: NodeJS.ProcessEnv,
  endpointOfBuckets = endpoint,
): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(([name]) => !/^(AWS|CDK)_/.test(name));
  const region = environment.AWS_REGION || environment.AWS_DEFAULT_REGION || REGION_DEFAULT;
  return {
    ...Object.fromEntries(kept),
    ...emulatorVariables(endpoint, region, endpointOfBuckets),
    AWS_DEFAULT_REGION: region,
    AWS_EC2_METADATA_DISABLED: "true",
    // Profiles may name other endpoints and keys.
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    CDK_DISABLE_VERSION_CHECK: "true",
  };
}
