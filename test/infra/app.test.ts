import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { ConfigurationError } from "../../functions/systems/configuration-error.ts";
import { stageOf } from "../../infra/config.ts";
import { readDeployableSystems } from "../../infra/deployable-systems.ts";
import { ROOT } from "./synthesised.ts";

const folder = mkdtempSync(join(tmpdir(), "stationwatch-app-"));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(text: string): string {
  const file = join(folder, "systems.json");
  writeFileSync(file, text);
  return file;
}

/** Runs the app as cdk does, with the values that cdk would pass. */
function runApp(context: object, region = "us-east-1") {
  const { status, stdout, stderr } = spawnSync("node", ["--import", "tsx", "infra/app.ts"], {
    cwd: ROOT,
    encoding: "utf8",
    env: {
      ...process.env,
      CDK_CONTEXT_JSON: JSON.stringify(context),
      CDK_OUTDIR: join(folder, "out"),
      CDK_DEFAULT_REGION: region,
    },
  });
  return { status, stdout, stderr };
}

test("synth ends with 2 and one sentence on systems that cannot be used", () => {
  const systems = fileOf('{"systems": [{"systemId": "a", "kind": "gbfs", "ulr": "https://a.example"}]}');
  expect(runApp({ systems })).toEqual({
    status: 2,
    stdout: "",
    stderr:
      "systems.json: systems[0].ulr is an unknown key: did you mean url?\n" +
      "systems.json: systems[0].url is missing, expected an https URL without user name and password (http for this machine only)\n",
  });
});

test("synth ends with 2 and one sentence on an unknown context key or region", () => {
  const known = "expected stage, systems, highAlarmsTo, lowAlarmsTo, archive, uncheckedRegion";
  const stderr = `the context key "stgae" is unknown, did you mean stage? ${known}\n`;
  expect(runApp({ stgae: "prod" })).toEqual({ status: 2, stdout: "", stderr });
  expect(runApp({}, "xx-new-1")).toMatchObject({
    status: 2,
    stderr: expect.stringMatching(/^the region xx-new-1 is not known to CDK, .+\n$/),
  });
});

test("an unknown stage gives one sentence", () => {
  expect(stageOf(undefined).name).toBe("dev");
  expect(() => stageOf("test")).toThrow(
    new ConfigurationError('the context value stage is "test", expected dev or prod'),
  );
});

test("systems.json without a system is not deployed", () => {
  expect(() => readDeployableSystems(fileOf('{"systems": []}'))).toThrow(
    new ConfigurationError("systems.json: systems is empty, expected at least one system to watch"),
  );
});

describe("a key parameter's name", () => {
  const keyed = (ssmParameter: string) =>
    fileOf(
      JSON.stringify({
        systems: [
          { systemId: "a", kind: "jcdecaux", contract: "a", apiVersion: 3, apiKey: { ssmParameter } },
        ],
      }),
    );

  test.each(["key", "/key", "/stationwatch/keys/a.b_c-d", "/a".repeat(15)])("may be %s", (name) => {
    expect(readDeployableSystems(keyed(name)).systems).toHaveLength(1);
  });

  test.each(["a/b", "/", "/a/", "//a", "aws-key", "/AWS/key", "ssmkey", "/a".repeat(16)])(
    "may not be %s, and is not told",
    (name) => {
      expect(() => readDeployableSystems(keyed(name))).toThrow(
        new ConfigurationError(
          "systems.json: systems[0].apiKey.ssmParameter is not a name that Parameter Store accepts, expected one such as /stationwatch/key",
        ),
      );
    },
  );

  test("may not be a key itself, which the refusal does not show", () => {
    const file = fileOf(
      '{"systems": [{"systemId": "a", "kind": "jcdecaux", "contract": "a", "apiVersion": 3, "apiKey": "s3cret"}]}',
    );
    expect(() => readDeployableSystems(file)).toThrow(/^systems\.json: systems\[0\]\.apiKey (?!.*s3cret)/);
  });
});

describe("what only one machine can do is not deployed", () => {
  const feedAt = (url: string, plainHttp?: true) =>
    fileOf(JSON.stringify({ systems: [{ systemId: "a", kind: "gbfs", url, plainHttp }] }));

  test.each([
    ["http://localhost:8080/gbfs.json", undefined],
    ["https://localhost/gbfs.json", undefined],
    ["http://127.0.0.1/gbfs.json", true],
    ["http://127.1/gbfs.json", true],
    ["http://[::1]/gbfs.json", true],
  ] as const)("feeds on this machine: %s", (url, plainHttp) => {
    expect(() => readDeployableSystems(feedAt(url, plainHttp))).toThrow(
      new ConfigurationError(
        "systems.json: systems[0].url is on this machine, expected a public host in what is deployed",
      ),
    );
  });

  test("plain http elsewhere is deployed", () => {
    const { systems } = readDeployableSystems(feedAt("http://feeds.example/gbfs.json", true));
    expect(systems).toHaveLength(1);
  });

  test("keys in the environment", () => {
    const system = {
      systemId: "a",
      kind: "jcdecaux",
      contract: "a",
      apiVersion: 3,
      apiKey: { environment: "KEY" },
    };
    const file = fileOf(JSON.stringify({ systems: [system] }));
    expect(() => readDeployableSystems(file)).toThrow(/systems\[0\]\.apiKey is in an environment variable/);
  });
});
