/**
 * The event source mapping from the stream to the detector, by AWS's names and units. CDK deploys it; the local runner
 * and the tests run it, so that all give a batch up for the same reason, which is its age. The detector sets aside what
 * it cannot use, so a retry is for an outage, and outages pass; after six hours there is still time to read the batch
 * from the stream. Retries have no limit: at one a second, 1,000 were used up after 22 minutes. AWS documents -1 as the
 * default (retried "until the record expires"); the template says it, so that it replaces an older stack's number.
 */
export const DETECTOR_MAPPING = {
  startingPosition: "TRIM_HORIZON",
  batchSize: 100,
  maximumRetryAttempts: -1,
  maximumRecordAgeInSeconds: 6 * 3_600,
  bisectBatchOnFunctionError: true,
  reportBatchItemFailures: true,
} as const;
