/**
 * The event source mapping from the stream to the detector, in AWS's names and units: CDK deploys it, the local runner
 * and the tests run it. A batch is given up only for its age. The detector sets aside what it cannot use, so only
 * outages cause retries, and outages pass; after six hours there is still time to read the batch from the stream.
 * Retries have no limit: at one a second, 1,000 were used up after 22 minutes. AWS documents -1 as the default (retried
 * "until the record expires"); it is written out so that it replaces an older stack's number.
 */
export const DETECTOR_MAPPING = {
  startingPosition: "TRIM_HORIZON",
  batchSize: 100,
  maximumRetryAttempts: -1,
  maximumRecordAgeInSeconds: 6 * 3_600,
  bisectBatchOnFunctionError: true,
  reportBatchItemFailures: true,
} as const;
