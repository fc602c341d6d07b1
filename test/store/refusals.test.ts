import { expect, test } from "vitest";
import { RefusedForGood, Throttled } from "../../functions/core/refusal.ts";
import { refusable } from "../../functions/store/refusals.ts";
import { serviceError } from "../doubles/service-error.ts";

test.each([
  ["ValidationException", RefusedForGood],
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
