/**
 * The event source mapping that gives the stream to the detector, by AWS's names and units. CDK deploys it, the local
 * runner and the tests of what is deployed run it, so that all three give a batch up for the same reasons.
 *
 * The detector sets aside what it cannot use, so a retry is for an outage, and outages pass: age alone decides when a
 * batch is given up, early enough to read it again from the stream before the stream forgets it. Retries have no limit
 * (-1), since at one a second a thousand of them are used up after 22 minutes. AWS documents -1 as the default: "Lambda
 * retries failed records until the record expires". The template says it all the same, for a deployment to replace an
 * older stack's number.
 */
export const DETECTOR_MAPPING = {
  startingPosition: "TRIM_HORIZON",
  batchSize: 100,
  maximumRetryAttempts: -1,
  maximumRecordAgeInSeconds: 6 * 3_600,
  bisectBatchOnFunctionError: true,
  reportBatchItemFailures: true,
} as const;
