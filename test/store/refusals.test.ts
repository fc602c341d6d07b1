import { expect, test } from "vitest";
import { RefusedForGood, Throttled } from "../../functions/core/refusal.ts";
import { conditionHeld, refusable } from "../../functions/store/refusals.ts";
import { serviceError } from "../doubles/service-error.ts";

test.each([
  ["ValidationException", RefusedForGood],
  ["SerializationException", RefusedForGood],
  ["ItemCollectionSizeLimitExceededException", RefusedForGood],
  ["ProvisionedThroughputExceededException", Throttled],
  ["RequestLimitExceeded", Throttled],
  ["ThrottlingException", Throttled],
])("%s is told apart, with DynamoDB's own error as its cause", async (name, kind) => {
  const cause = serviceError(name);
  const refused = refusable(Promise.reject(cause));
  await expect(refused).rejects.toBeInstanceOf(kind);
  await expect(refused).rejects.toMatchObject({ cause });
});

test.each(["InternalServerError", "ResourceNotFoundException", "AccessDeniedException"])(
  "%s stays what it is: it may pass",
  async (name) => {
    const error = serviceError(name);
    await expect(refusable(Promise.reject(error))).rejects.toBe(error);
  },
);

test.each([
  ["ValidationException", "DynamoDB refused the write: told by a double"],
  ["ThrottlingException", "DynamoDB throttles writes: told by a double"],
])("%s is told in a sentence", async (name, sentence) => {
  await expect(refusable(Promise.reject(serviceError(name)))).rejects.toThrow(sentence);
});

test("what is no error of DynamoDB's stays what it is, and so does what succeeds", async () => {
  await expect(refusable(Promise.reject("ValidationException"))).rejects.toBe("ValidationException");
  await expect(conditionHeld(Promise.reject("no error"))).rejects.toBe("no error");
  expect(await refusable(Promise.resolve(7))).toBe(7);
});

test("a condition held, or it did not, or nobody knows", async () => {
  expect(await conditionHeld(Promise.resolve())).toBe(true);
  expect(await conditionHeld(Promise.reject(serviceError("ConditionalCheckFailedException")))).toBe(false);
  await expect(conditionHeld(Promise.reject(serviceError("ValidationException")))).rejects.toThrow(
    RefusedForGood,
  );
});
