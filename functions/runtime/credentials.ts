import { fromEnv } from "@aws-sdk/credential-provider-env";

/**
 * Replaces @aws-sdk/credential-provider-node in the functions' bundles: a function always has its credentials in the
 * environment, and SSO, INI files and web identity would be a third of its size.
 */
export const defaultProvider = () => fromEnv();
