/**
 * Takes the place of @aws-sdk/endpoint-cache in the functions' bundles: the DynamoDB client makes one, and uses it only
 * where endpoint discovery is switched on, which nobody does; with its map it would be 8 KB.
 */
export class EndpointCache {}
