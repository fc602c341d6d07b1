import { createHmac } from "node:crypto";

/** Keys of Standard Webhooks are base64, with or without this before them. */
const KEY_PREFIX = "whsec_";
const KEY_BYTES = { min: 24, max: 64 };

/**
 * Returns the headers of a message by Standard Webhooks (standardwebhooks.com, version 1): its id, the time of this
 * attempt in seconds, and the HMAC-SHA256 of `id.timestamp.body` in base64. Throws an Error for a key that is none.
 */
export function signedHeaders(
  key: string,
  id: string,
  body: Uint8Array,
  at: number,
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(at / 1_000));
  const signature = createHmac("sha256", bytesOf(key))
    .update(`${id}.${timestamp}.`)
    .update(body)
    .digest("base64");
  return {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${signature}`,
  };
}

function bytesOf(key: string): Buffer {
  const text = key.startsWith(KEY_PREFIX) ? key.slice(KEY_PREFIX.length) : key;
  const bytes = Buffer.from(text, "base64");
  const isBase64 = bytes.toString("base64").replace(/=+$/, "") === text.replace(/=+$/, "");
  if (isBase64 && bytes.length >= KEY_BYTES.min && bytes.length <= KEY_BYTES.max) return bytes;
  throw new Error(
    `its key is not usable, expected ${KEY_PREFIX} and base64 of ${KEY_BYTES.min} to ${KEY_BYTES.max} bytes`,
  );
}
