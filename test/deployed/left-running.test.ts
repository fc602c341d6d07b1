import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { eventually } from "../../local/aws-emulators/progress.ts";
import { emulatorEnvironment } from "../../local/aws-emulators/variables.ts";
import { findFreePorts } from "../../local/emulators/ports.ts";
import { commands, sectionOf } from "../document-text.ts";
import { familyOf, runProgram, startProgram } from "../e2e/child.ts";
import { isAlive } from "../local/lambda/processes.ts";
import { placeFrom } from "./place.ts";

const ROOT = join(import.meta.dirname, "../..");
const DOCUMENT = readFileSync(join(ROOT, "docs/deployment.md"), "utf8");
/** What the document shows; its port may be taken here. */
const SHOWN = commands(sectionOf(DOCUMENT, "Without AWS"));
const PORT_SHOWN = 4566;

/** The command that leaves an emulator running, as a place's name. */
const { name: start } = placeFrom(process.env);
const TIMEOUT_MS = 600_000;
const ENDED_WITHIN_MS = 10_000;

test(
  `${start} prints what the document shows, each line works, and Ctrl-C leaves nothing behind`,
  async () => {
    expect(SHOWN).toContain(start);
    const lines = SHOWN.filter((line) => /^(export|\.\/stationwatch) /.test(line));
    const [port = 0] = await findFreePorts(1);
    // Nothing of the environment may be needed beside what is printed.
    const { AWS_ENDPOINT_URL: _, AWS_ENDPOINT_URL_S3: __, ...env } = emulatorEnvironment("", process.env);
    const running = startProgram("npm", [...start.split(" ").slice(1), "--", "--port", String(port)], {
      cwd: ROOT,
      env,
    });
    await running.until("stdout", /Ctrl-C ends it all/);
    const family = familyOf(running.pid) ?? [];
    const typed = lines.map((line) => line.replace(`:${PORT_SHOWN}`, `:${port}`));
    const answers = await runProgram("bash", ["-ec", typed.join("\n")], { cwd: ROOT, env });
    const endpoint = `http://127.0.0.1:${port}`;
    const toPage = await fetch(endpoint, { method: "POST", headers: { Origin: "https://page.example" } });
    running.signalGroup("SIGINT");
    const { stdout, stderr } = await running.ended;
    expect(answers.code).toBe(0);
    expect(toPage.status).toBe(403);
    expect(toPage.headers.get("Access-Control-Allow-Origin")).toBeNull();
    const place = `the stack stationwatch-dev, ${endpoint}`;
    expect(answers.stderr.split("\n").map((line) => line.split(" · ")[1])).toEqual([place, place, undefined]);
    expect(answers.stdout).toMatch(/^riverton +\S+ +\d+ +empty /m);
    expect(answers.stdout).toMatch(/^ok +riverton: folded up to /m);
    expect(stdout).toContain(typed.join("\n"));
    // npm itself ends by the signal; the program says that it has ended everything.
    expect(stderr).toMatch(/\nended\n$/);
    await expect(fetch(endpoint)).rejects.toThrow();
    // A function of MiniStack ends once it finds that nobody is there.
    await eventually(ENDED_WITHIN_MS, async () => expect(family.filter(isAlive)).toEqual([]));
  },
  TIMEOUT_MS,
);
