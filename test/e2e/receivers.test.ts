import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import { closeAtOnce, listenOnLoopback } from "../../local/emulators/ports.ts";
import { statusOf, writeToldTape } from "../told-tape.ts";
import { runNode, startNode } from "./child.ts";
import { COMMAND, inFolder, startScript } from "./played-tape.ts";

const FROM = "2026-06-01T18:00:00Z";
const RECEIVER = {
  name: "dispatch",
  kind: "text",
  url: { environment: "DISPATCH_URL" },
  rules: ["empty"],
  openFor: "20m",
  every: "10m",
  timeZone: "Europe/Paris",
};

const { url: _, ...ofMail } = RECEIVER;
const MAIL = { ...ofMail, name: "ops", kind: "mail", to: { ssmParameter: "/mail/ops" } };

const PROGRAM = {
  name: "program",
  kind: "standard",
  url: { environment: "PROGRAM_URL" },
  secret: { environment: "PROGRAM_KEY" },
  changes: true,
};

interface Changed {
  readonly id: string;
  readonly opened: readonly { readonly alertId: string }[];
  readonly resolved: readonly { readonly alertId: string }[];
}

it("a receiver is told of what has lasted and of its end, in the messages that replay tells of", async () => {
  const heard: { text: string; id: string }[] = [];
  const changes: { change: Changed; id: string; signature: string }[] = [];
  const server = createServer(async (request, response) => {
    const body: unknown = JSON.parse(await text(request));
    const { "webhook-id": id = "", "webhook-signature": signature = "" } = request.headers;
    if (request.url === "/program") {
      const { data: change } = body as { data: Changed };
      changes.push({ change, id: String(id), signature: String(signature) });
    } else heard.push({ text: (body as { text: string }).text, id: String(id) });
    response.end();
  });
  const port = await listenOnLoopback(server, 0);
  try {
    await inFolder(async (folder) => {
      const tape = join(folder, "tape");
      const stations = ["a", "b", "c"].map((station_id) => ({ station_id, name: `@all *${station_id}*` }));
      await writeToldTape(tape, {
        from: FROM,
        to: "2026-06-01T19:05:00Z",
        everyMinutes: 5,
        files: { system_information: { timezone: "Europe/Paris" }, station_information: { stations } },
        // One is empty from minute 5 to 45, one from minute 30 on, and one now and then, but never for long.
        stationsAt: (at) => {
          const minute = (at - Date.parse(FROM)) / 60_000;
          return [
            statusOf("a", true, minute >= 5 && minute < 45 ? 0 : 3),
            statusOf("b", true, minute >= 30 ? 0 : 3),
            statusOf("c", true, minute % 3),
          ];
        },
      });
      await writeFile(
        join(folder, "systems.json"),
        JSON.stringify({ systems: [], receivers: [RECEIVER, MAIL, PROGRAM] }),
      );
      const env = {
        ...process.env,
        DISPATCH_URL: `http://127.0.0.1:${port}/secret`,
        PROGRAM_URL: `http://127.0.0.1:${port}/program`,
        PROGRAM_KEY: `whsec_${Buffer.alloc(32, 7).toString("base64")}`,
      };
      const run = (...words: string[]) => runNode([COMMAND, ...words], { cwd: folder, env });
      const playing = startNode([startScript(), "--tape", tape, "--speed", "max"], { cwd: folder, env });
      await playing.until("stderr", /has been played/);
      expect(heard.map((one) => one.text.split("\n"))).toEqual([
        ["1 open · as of Jun 01 20:25", "empty for 20 min: ＠all ∗a∗ (hill)"],
        ["1 over · as of Jun 01 20:50", "no longer empty: ＠all ∗a∗ (hill) · after 40 min"],
        ["1 open · as of Jun 01 20:55", "empty for 25 min: ＠all ∗b∗ (hill)"],
      ]);
      const { stdout: all } = await run("alerts", "list", "--format", "json");
      const { items } = JSON.parse(all) as {
        items: { alertId: string; baseline: boolean; status: string }[];
      };
      const idsOf = (alerts: readonly { readonly alertId: string }[]) =>
        alerts.map(({ alertId }) => alertId).sort();
      expect(idsOf(changes.flatMap(({ change }) => change.opened))).toEqual(
        idsOf(items.filter(({ baseline }) => !baseline)),
      );
      expect(idsOf(changes.flatMap(({ change }) => change.resolved))).toEqual(
        idsOf(items.filter(({ status }) => status === "resolved")),
      );
      expect(items.length).toBeGreaterThan(2);
      expect(changes.map(({ change }) => change.id.replaceAll(".", ":"))).toEqual(
        changes.map(({ id }) => id),
      );
      for (const { signature } of changes) expect(signature).toMatch(/^v1,/);
      const replayed = await run("replay", tape, "--receiver", "dispatch", "--format", "csv");
      const ids = replayed.stdout.trimEnd().split("\n").slice(1);
      expect(ids.map((line) => line.split(",").at(-1))).toEqual(heard.map(({ id }) => id));
      expect(replayed.stderr).toContain("3 messages to dispatch");

      const listed = await run("receivers", "list", "--format", "ndjson");
      const rows = listed.stdout
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line));
      const told = { lastOpened: 1, following: 1, waitingSince: null };
      expect(rows).toMatchObject([
        { name: "dispatch", ...told },
        { name: "ops", ...told },
        { name: "program", lastOpened: null, refusals: 0 },
      ]);
      const checked = await run("receivers", "check", "dispatch");
      expect(checked).toMatchObject({
        code: 0,
        stderr: expect.stringContaining("dispatch has taken the message"),
      });
      expect(heard.at(-1)?.text).toContain("This is a test");
      const ofChanges = await run("replay", tape, "--receiver", "program");
      expect(ofChanges).toMatchObject({
        code: 2,
        stderr: expect.stringContaining("program is sent each change"),
      });
      const unknown = await run("receivers", "check", "despatch");
      expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining("no receiver despatch") });

      playing.signalGroup("SIGINT");
      const { stdout, stderr } = await playing.ended;
      // Nothing sends mail here.
      expect(stderr).toContain("mail to ops: 1 open · as of Jun 01 20:25");
      expect(stdout + stderr + checked.stderr).not.toContain("/secret");
    });
  } finally {
    await closeAtOnce(server);
  }
});
