import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { pastOfTape } from "../../cli/replay/past.ts";
import { Flows, type Risk } from "../../functions/core/risk.ts";
import { PLAIN_RULES } from "../../functions/core/rules.ts";
import { openTape } from "../../local/tape/read.ts";
import { writeCityTape } from "../city-tape.ts";
import { runCaptured } from "../cli/captured-world.ts";
import { runNode } from "../e2e/child.ts";
import { COMMAND, inFolder, startScript } from "../e2e/played-tape.ts";

const RULES = { empty: { clearAt: 2, for: "3m", keepFor: "2m" }, full: { keepFor: "4m" } };
/** Of the alerts, one in so many is explained. */
const SAMPLED_EVERY = 3;
const PERIOD = ["--since", "2026-05-04T00:00Z", "--until", "2026-05-05T00:00Z"];

/** The stations of the tape by how likely they are to run dry or fill up within half an hour, likeliest first. */
async function risks(tape: string): Promise<string[]> {
  const flows = new Flows();
  for await (const look of pastOfTape(await openTape(tape), PLAIN_RULES)) flows.take(look);
  const place = ({ empty, full }: Risk) =>
    Math.max(empty ?? Number.NEGATIVE_INFINITY, full ?? Number.NEGATIVE_INFINITY);
  const ordered = flows.risks(30).toSorted((a, b) => place(b) - place(a));
  return ordered.map(({ stationId }) => stationId);
}

it("the history of a run, replayed by the rules of then, tells the alerts of then, each with its four times; by others, those of the recording", async () => {
  await inFolder(async (folder) => {
    const tape = join(folder, "tape");
    await writeCityTape(tape, { polls: 50, intervalMs: 120_000 });
    await writeFile(join(folder, "systems.json"), JSON.stringify({ rules: RULES, systems: [] }));
    const tried = join(folder, "tried.json");
    await writeFile(tried, JSON.stringify({ rules: { empty: { atMost: 1, for: "1m" }, full: false } }));
    const played = [
      "--tape",
      tape,
      "--speed",
      "max",
      "--until-end",
      "--data",
      "kept",
      "--export",
      "alerts.csv",
    ];
    expect(await runNode([startScript(), ...played], { cwd: folder })).toMatchObject({ code: 0 });

    const replay = async (...words: string[]) => {
      const { code, stdout } = await runNode([COMMAND, "replay", ...words], { cwd: folder });
      expect(code).toBe(0);
      return stdout;
    };
    const history = ["--history", "riverton", "--data", "kept", ...PERIOD];
    const then = await replay(...history, "--format", "csv");
    expect(then.split("\n").length).toBeGreaterThan(50);
    expect(then).toBe(await readFile(join(folder, "alerts.csv"), "utf8"));

    const against = ["--against", tried, "--format", "csv"];
    const compared = await replay(...history, ...against);
    expect(compared.split("\n").length).toBeGreaterThan(30);
    expect(compared).toBe(await replay(tape, ...against));
    expect(await replay(...history, ...against)).toBe(compared);

    const asJson = async (...words: string[]) =>
      JSON.parse((await runCaptured([...words, "--data", "kept", "--format", "json"], { folder })).stdout);
    const { items } = await asJson("alerts", "list", "--limit", "10000");
    const some = (items as { alertId: string }[]).filter((_, index) => index % SAMPLED_EVERY === 0);
    expect(some.length).toBeGreaterThan(10);
    for (const { alertId } of some) {
      const { refold, rules } = await asJson("alerts", "explain", alertId, "--refold");
      expect({ alertId, ...refold, parameters: rules.parameters }).toMatchObject({
        alertId,
        differing: [],
        hangsOn: [],
        isFarEnough: true,
        holes: [],
        parameters: expect.anything(),
      });
    }

    const listed = ["stations", "list", "--data", "kept", "--sort", "risk", "--format", "csv"];
    const { stdout } = await runNode([COMMAND, ...listed], { cwd: folder });
    const ids = stdout
      .split("\n")
      .slice(1, -1)
      .map((line) => line.split(",")[1]);
    expect(ids).toHaveLength(120);
    const risky = (await risks(tape)).slice(0, 60);
    expect(ids.slice(0, 60)).toEqual(risky);
  });
});
