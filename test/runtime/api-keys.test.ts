import type { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { expect, test } from "vitest";
import { apiKeys } from "../../functions/runtime/api-keys.ts";
import type { ApiKeySource } from "../../functions/systems/api-key-source.ts";
import type { SystemEntry } from "../../functions/systems/configuration.ts";

const FIVE_MINUTES_MS = 300_000;

function jcdecaux(apiKey?: ApiKeySource): SystemEntry {
  return { systemId: "lyon", kind: "jcdecaux", contract: "lyon", apiVersion: 3, apiKey };
}

function gbfs(apiKey: ApiKeySource): SystemEntry {
  const url = "https://feeds.example/gbfs.json";
  return { systemId: "city", kind: "gbfs", url, apiKey: { ...apiKey, in: "header", name: "Authorization" } };
}

/** A Parameter Store with these values, and a list of the names requested. */
function parameters(values: Readonly<Record<string, string>>) {
  const asked: (string | undefined)[] = [];
  const client = {
    send: async ({ input }: GetParameterCommand) => {
      asked.push(input.Name);
      expect(input.WithDecryption).toBe(true);
      return { Parameter: { Value: values[input.Name ?? ""] } };
    },
  };
  return { asked, client: () => client as unknown as SSMClient };
}

const NO_CLIENT = () => {
  throw new Error("Parameter Store was asked");
};

test("a key comes from the place that the entry names, of JCDecaux and of GBFS alike", async () => {
  const { asked, client } = parameters({ "/keys/a": "one", "/aws/reference/secretsmanager/keys/b": "two" });
  const keyOf = (system: SystemEntry) => apiKeys(client, () => 0, { KEY: "three" })(system);
  for (const entryWith of [jcdecaux, gbfs]) {
    expect(await keyOf(entryWith({ ssmParameter: "/keys/a" }))).toBe("one");
    expect(await keyOf(entryWith({ secret: "keys/b" }))).toBe("two");
    expect(await keyOf(entryWith({ environment: "KEY" }))).toBe("three");
  }
  expect(asked.length).toBe(4);
});

test("a system without a key gets none, and Parameter Store is not called", async () => {
  expect(await apiKeys(NO_CLIENT, () => 0, {})(jcdecaux())).toBeNull();
});

test("a line break after a key, as editors leave it, is removed", async () => {
  expect(await apiKeys(NO_CLIENT, () => 0, { KEY: " k e y\n" })(gbfs({ environment: "KEY" }))).toBe("k e y");
});

test("a renewed key is found after five minutes, and the store is not asked at every poll", async () => {
  let now = 0;
  const { asked, client } = parameters({ "/keys/a": "one" });
  const keyOf = apiKeys(client, () => now, {});
  for (const ms of [0, 60_000, FIVE_MINUTES_MS - 1, FIVE_MINUTES_MS]) {
    now = ms;
    await keyOf(gbfs({ ssmParameter: "/keys/a" }));
  }
  expect(asked).toEqual(["/keys/a", "/keys/a"]);
});

test.each<[ApiKeySource, string]>([
  [{ environment: "KEY" }, "the environment variable KEY"],
  [{ ssmParameter: "/keys/a" }, "the parameter /keys/a"],
  [{ secret: "keys/b" }, "the secret keys/b"],
])("an empty key says where it should be: %j", async (source, place) => {
  const { client } = parameters({ "/keys/a": "\n" });
  await expect(apiKeys(client, () => 0, { KEY: "" })(gbfs(source))).rejects.toThrow(
    `the API key of city is empty, expected one in ${place}`,
  );
});

test("a key that cannot be had says where it should be and why, and nothing of the account", async () => {
  const denied = Object.assign(new Error("User: arn:aws:sts::123456789012:role is not authorized"), {
    name: "AccessDeniedException",
  });
  const client = { send: () => Promise.reject(denied) } as unknown as SSMClient;
  const asked = apiKeys(
    () => client,
    () => 0,
    {},
  )(gbfs({ ssmParameter: "/keys/a" }));
  await expect(asked).rejects.toThrow(/^the parameter \/keys\/a gave AccessDeniedException$/);
});
