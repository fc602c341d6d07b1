import { RefusedForGood } from "../core/refusal.ts";

/** What DynamoDB answers for a request that is wrong in itself; everything else may pass on a later try. */
const FOR_GOOD = new Set([
  "ValidationException",
  "SerializationException",
  "ItemCollectionSizeLimitExceededException",
]);

/** Awaits a write; a refusal that no retry can mend becomes RefusedForGood. */
export async function refusable<T>(write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof Error && FOR_GOOD.has(error.name)) {
      throw new RefusedForGood(`DynamoDB refused the write: ${error.message}`, { cause: error });
    }
    throw error;
  }
}

/** Awaits a conditional write: was its condition true? */
export async function conditionHeld(write: Promise<unknown>): Promise<boolean> {
  try {
    await refusable(write);
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === "ConditionalCheckFailedException") return false;
    throw error;
  }
}
