import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Services } from "./services.ts";
import { callBucket } from "./signed-call.ts";

/** Fetches what lies in a bucket under a prefix into a folder, as `aws s3 sync` does, and returns the files' names. */
export async function fetchBucket(
  services: Services,
  bucket: string,
  prefix: string,
  folder: string,
): Promise<string[]> {
  const keys = await keysIn(services, bucket, prefix);
  for (const key of keys) {
    const file = join(folder, key);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, await callBucket(services, "GET", `/${bucket}/${key}`));
  }
  return keys;
}

/** Deletes a bucket with all that lies in it; deleting the stack leaves it, since an archive is to be kept. */
export async function deleteBucket(services: Services, bucket: string): Promise<void> {
  for (let keys = await keysIn(services, bucket, ""); keys.length > 0; ) {
    for (const key of keys) await callBucket(services, "DELETE", `/${bucket}/${key}`);
    keys = await keysIn(services, bucket, "");
  }
  await callBucket(services, "DELETE", `/${bucket}`);
}

/** The first thousand, more than a suite leaves. */
async function keysIn(services: Services, bucket: string, prefix: string): Promise<string[]> {
  const listing = await callBucket(services, "GET", `/${bucket}`, { "list-type": "2", prefix });
  return [...listing.toString().matchAll(/<Key>([^<]+)</g)].map(([, key = ""]) => key);
}
