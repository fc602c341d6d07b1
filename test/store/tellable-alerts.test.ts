import { describe, expect, test } from "vitest";
import { EffectStore } from "../../functions/store/effect-store.ts";
import { HistoryStore } from "../../functions/store/history-store.ts";
import { KnownUntilReader } from "../../functions/store/known-until.ts";
import { packLook } from "../../functions/store/packed-look.ts";
import { TellableAlerts } from "../../functions/store/tellable-alerts.ts";
import { anOpening, aResolving, at } from "../core/builders.ts";
import { useDynalite } from "../doubles/tables/dynalite.ts";

const dynalite = useDynalite();
const { alerts, windows, state, history } = dynalite.tables;

test("open alerts of all systems come from the index, and single ones from the table whatever they are", async () => {
  const effects = new EffectStore(dynalite.client, { alerts, windows, state }, () => at(5));
  for (const systemId of ["a", "b", "c"]) await effects.flush(systemId, anOpening());
  await effects.flush("b", aResolving());
  const reader = new TellableAlerts(dynalite.client, alerts, () => at(5));
  expect((await reader.seemOpen()).map(({ systemId }) => systemId).sort()).toEqual(["a", "c"]);
  const { alertId } = anOpening();
  const names = [
    ...["a", "b", "nowhere"].map((systemId) => ({ systemId, alertId })),
    // More than one request takes.
    ...Array.from({ length: 120 }, (_, index) => ({ systemId: "a", alertId: `absent ${index}` })),
  ];
  const found = await reader.get(names);
  expect(found.map(({ systemId, status }) => [systemId, status]).sort()).toEqual([
    ["a", "open"],
    ["b", "resolved"],
  ]);
  const later = new TellableAlerts(dynalite.client, alerts, () => at(60 * 24 * 365));
  expect((await later.get(names)).map(({ systemId }) => systemId)).toEqual(["a"]);
});

describe("up to when a system is known", () => {
  const past = (minute: number, verdict: "failed" | "observed") => ({
    at: at(minute),
    previousAt: null,
    verdict,
    reason: null,
    ruleVersion: "r",
    believed: null,
    hole: null,
  });
  const put = async (systemId: string, minute: number, verdict: "failed" | "observed") => {
    const bytes = packLook({ past: past(minute, verdict), base: null }, "7");
    const look = { at: at(minute), expiresAt: at(100_000), hasColumns: false, bytes, stationsItem: null };
    await new HistoryStore(dynalite.client, history, () => at(0)).put(systemId, look);
  };
  const of = (systemId: string) => new KnownUntilReader(dynalite.client, history, () => at(200)).of(systemId);

  test("is its newest believed look, however many failed since", async () => {
    await put("fails", 1, "observed");
    for (let minute = 2; minute < 70; minute++) await put("fails", minute, "failed");
    expect(await of("fails")).toEqual({ believedAt: at(1), polledAt: at(69) });
  });

  test("is nothing where nothing was believed, or polled", async () => {
    await put("never", 1, "failed");
    expect(await of("never")).toEqual({ believedAt: null, polledAt: at(1) });
    expect(await of("unknown")).toEqual({ believedAt: null, polledAt: null });
  });
});
