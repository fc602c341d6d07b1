import { expect, test } from "vitest";
import { signedHeaders } from "../../functions/tell/signature.ts";

/** The example of the Standard Webhooks documentation. */
const KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const BODY = new TextEncoder().encode('{"test": 2432232314}');
const AT = 1_614_265_330_000;

test("a message is signed as the standard's example is", () => {
  expect(signedHeaders(KEY, ID, BODY, AT)).toEqual({
    "webhook-id": ID,
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  });
  expect(signedHeaders(KEY.slice("whsec_".length), ID, BODY, AT)).toEqual(signedHeaders(KEY, ID, BODY, AT));
});

test.each([
  "",
  "whsec_",
  "whsec_c2hvcnQ=",
  "not base64, though long enough to be",
  `whsec_${"A".repeat(100)}`,
])("the key %j is refused, and not repeated", (key) => {
  expect(() => signedHeaders(key, ID, BODY, AT)).toThrow(
    "its key is not usable, expected whsec_ and base64 of 24 to 64 bytes",
  );
});
