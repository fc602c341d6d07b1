/**
 * Replaces @aws-sdk/endpoint-cache in the functions' bundles, which saves 8 KB: the DynamoDB client makes one but uses
 * it only with endpoint discovery, which is switched off.
 */
export class EndpointCache {}
