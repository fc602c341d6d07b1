import { RefusedForGood, Throttled } from "../core/refusal.ts";

/** DynamoDB's errors for requests that are wrong in themselves; any other error may pass on a later try. */
const FOR_GOOD = new Set([
  "ValidationException",
  "SerializationException",
  "ItemCollectionSizeLimitExceededException",
]);
/** DynamoDB's errors for more writes than a table, a key or the account takes. */
const FOR_LOAD = new Set([
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "ThrottlingException",
]);

/** Awaits a write; throws RefusedForGood for a refusal that no retry can mend, Throttled for one under load. */
export async function refusable<T>(write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof Error && FOR_GOOD.has(error.name)) {
      throw new RefusedForGood(`DynamoDB refused the write: ${error.message}`, { cause: error });
    }
    if (error instanceof Error && FOR_LOAD.has(error.name)) {
      throw new Throttled(`DynamoDB throttles writes: ${error.message}`, { cause: error });
    }
    throw error;
  }
}

/** Awaits a conditional write and returns whether its condition was true. */
export async function conditionHeld(write: Promise<unknown>): Promise<boolean> {
  try {
    await refusable(write);
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === "ConditionalCheckFailedException") return false;
    throw error;
  }
}
