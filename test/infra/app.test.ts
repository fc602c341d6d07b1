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

test("synth ends with 2 and one sentence on systems that cannot be used", () => {
  const systems = fileOf('{"systems": [{"systemId": "a", "kind": "gbfs", "ulr": "https://a.example"}]}');
  const { status, stdout, stderr } = spawnSync("node", ["--import", "tsx", "infra/app.ts"], {
    cwd: ROOT,
    encoding: "utf8",
    env: { ...process.env, CDK_CONTEXT_JSON: JSON.stringify({ systems }), CDK_OUTDIR: join(folder, "out") },
  });
  expect({ status, stdout, stderr }).toEqual({
    status: 2,
    stdout: "",
    stderr: "systems.json: systems[0].ulr is an unknown key: did you mean url? (and 1 more problem)\n",
  });
});

test("a stage that there is not is one sentence", () => {
  expect(stageOf(undefined).name).toBe("dev");
  expect(() => stageOf("test")).toThrow(
    new ConfigurationError('the context value stage is "test", expected dev or prod'),
  );
});

describe("what only one machine can do is not deployed", () => {
  test("feeds on this machine", () => {
    const file = fileOf(
      '{"systems": [{"systemId": "a", "kind": "gbfs", "url": "http://localhost:8080/gbfs.json"}]}',
    );
    expect(() => readDeployableSystems(file)).toThrow(/systems\[0\]\.url is on this machine, expected https/);
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
