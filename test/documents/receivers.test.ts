import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import * as z from "zod";
import { checkSystems } from "../../functions/systems/schema.ts";
import { checkMessage } from "../../functions/tell/check.ts";
import { passOn } from "../../functions/tell/pass-on.ts";
import { tell } from "../../functions/tell/tell.ts";
import { fences } from "../document-text.ts";
import { queuedChange } from "../tell/queued-change.ts";
import { ReceiverWorld, TEST_RECEIVER } from "../tell/receiver-world.ts";
import { document, ROOT } from "./files.ts";

const RECEIVERS = document("docs/receivers.md");
const SCHEMA = z.fromJSONSchema(JSON.parse(readFileSync(join(ROOT, "docs/receivers.schema.json"), "utf8")));
const T0 = Date.UTC(2026, 5, 1, 18);
const STANDARD = { ...TEST_RECEIVER, kind: "standard" as const };

const bodyOf = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(bytes));

/** The bodies of messages about everything that one can tell of: stations, feeds, ends, what is gone, and a bare one. */
async function bodies(): Promise<unknown[]> {
  const world = new ReceiverWorld(T0);
  const receiver = { ...STANDARD, rules: new Set(["empty", "feed-down"]) };
  const near = { stationId: "9", name: "Rue X", distanceMeters: 210, vehicles: 3, docks: null };
  const first = world.open("1", T0, { alternatives: [near], acknowledgedBy: "Ada", afterGap: true });
  const second = world.open("2", T0, { reason: "not installed" });
  const { stationId: _, stationName: __, ...feed } = second;
  world.alerts.set("lyon/feed", { ...feed, alertId: "feed", rule: "feed-down" });
  world.believedAt = T0;
  await tell([receiver], world.view());
  world.resolve(first, { endReason: "withdrawn" });
  world.alerts.delete(`lyon/${second.alertId}`);
  world.now += 3_600_000;
  world.manner = "refuses";
  await tell([receiver], world.view());
  world.manner = "takes";
  world.now += 3_600_000;
  await tell([receiver], world.view());
  const [event = ""] = fences(document("docs/events.md")).map(({ text }) => text);
  await passOn([queuedChange((JSON.parse(event) as { detail: object }).detail)], {
    ...world.view(),
    postpone: async () => {},
  });
  return world.arrivals.map(({ message }) => bodyOf(message.body));
}

test("every message for programs is as its JSON Schema says", async () => {
  const all = [...(await bodies()), bodyOf(checkMessage(STANDARD, T0).body)];
  expect(all).toHaveLength(5);
  for (const body of all) expect(SCHEMA.parse(body)).toEqual(body);
});

test("and nothing else is", async () => {
  const [first] = (await bodies()) as { data: { opened: object[] } }[];
  const { data } = first as { data: { opened: object[] } };
  const wrong = [
    { ...first, type: "stationwatch.other" },
    { ...first, data: { ...data, more: 1 } },
    { ...first, data: { ...data, opened: [{ ...data.opened[0], rule: undefined }] } },
  ];
  for (const body of wrong) expect(SCHEMA.safeParse(body).success).toBe(false);
});

test("the example is a file that can be used", () => {
  const [json = ""] = fences(RECEIVERS).map(({ text }) => text);
  expect(checkSystems(json, "docs/receivers.md").receivers).toHaveLength(1);
  expect(RECEIVERS).toContain("receivers.schema.json");
});
