import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { alertIdOf, type OpenAlert } from "../../functions/core/effects.ts";
import type { RuleName } from "../../functions/core/rules.ts";
import { STATION_RULES } from "../../functions/core/station-rules.ts";
import type { AlertFilter, Span } from "../../functions/store/alert-filter.ts";
import type { AlertItem } from "../../functions/store/alert-item.ts";
import { type AlertPosition, AlertQueries } from "../../functions/store/alert-queries.ts";
import { TABLE_NAMES } from "../../local/tables.ts";
import { MINUTE_MS, type SeededTables, startSeededTables, T0 } from "./seeded-tables.ts";

const SYSTEMS = ["alpha", "beta", "gamma"];
/** Some share a prefix; some sort differently in UTF-16 and UTF-8. */
const STATIONS = ["1", "10", "1/0", "__proto__", "\uff01", "\u{1f6b2}"];
const NOW = T0 + 60 * MINUTE_MS;

let tables: SeededTables;
let queries: AlertQueries;
const all: {
  systemId: string;
  stationId: string;
  rule: RuleName;
  alertId: string;
  startedAt: number;
  openedAt: number;
  endedAt: number;
  resolvedAt: number;
  isOpen: boolean;
}[] = [];

beforeAll(async () => {
  tables = await startSeededTables();
  queries = new AlertQueries(tables.client, TABLE_NAMES.alerts, () => NOW);
  for (const [number, systemId] of SYSTEMS.entries()) {
    for (let minute = 0; minute < 8; minute++) {
      for (const [index, stationId] of STATIONS.entries()) {
        const rule = STATION_RULES[(minute + index) % 3]?.name ?? "empty";
        // Every eighth alert has expired and is left out; half of the others are open.
        const kind = (minute * 5 + index * 3 + number) % 8;
        const startedAt = T0 + minute * MINUTE_MS;
        const effect = opening(stationId, rule, startedAt, kind);
        await tables.flush(systemId, [effect]);
        if (kind === 0) continue;
        const { alertId, openedAt, resolution } = effect;
        const { endedAt, resolvedAt } = resolution ?? { endedAt: Infinity, resolvedAt: -Infinity };
        const times = { startedAt, openedAt, endedAt, resolvedAt };
        all.push({ systemId, stationId, rule, alertId, ...times, isOpen: resolution === null });
      }
    }
  }
});

afterAll(() => tables.close());

function opening(stationId: string, rule: RuleName, startedAt: number, kind: number): OpenAlert {
  // From nothing to five minutes long, opened after half a minute, resolved a minute after their end.
  const endedAt = startedAt + (kind - 1) * 2.5 * MINUTE_MS;
  const expiresAt = kind === 0 ? NOW - 1_000 : NOW + MINUTE_MS;
  const observed = { vehicles: 0, docks: 9 };
  return {
    type: "open",
    alertId: alertIdOf(startedAt, stationId, rule),
    stationId,
    rule,
    baseline: false,
    afterGap: false,
    startedAt,
    openedAt: startedAt + 0.5 * MINUTE_MS,
    observed,
    reason: null,
    emptyInSystem: 1,
    stationName: stationId,
    address: null,
    alternatives: [],
    ruleVersion: "plain",
    resolution:
      kind > 3
        ? null
        : {
            endedAt,
            resolvedAt: endedAt + MINUTE_MS,
            observed,
            emptyInSystem: 0,
            endReason: null,
            endUncertain: false,
            expiresAt,
          },
  };
}

function isIn(at: number, { since = -Infinity, until = Infinity }: Span = {}): boolean {
  return at >= since && at < until;
}

function expected(filter: AlertFilter): AlertPosition[] {
  return all
    .filter((one) => {
      const scope = filter.systems.find(({ systemId }) => systemId === one.systemId);
      if (scope === undefined) return false;
      const { held, started, ended, changedSince = -Infinity } = scope;
      // Something that was so for a moment was so at that moment.
      const last = Math.max(one.endedAt - 1, one.startedAt);
      if (
        held !== undefined &&
        (one.startedAt >= (held.until ?? Infinity) || last < (held.since ?? -Infinity))
      )
        return false;
      if (!isIn(one.startedAt, started)) return false;
      if (ended !== undefined && (one.isOpen || !isIn(one.endedAt, ended))) return false;
      if (one.openedAt < changedSince && one.resolvedAt < changedSince) return false;
      if (filter.stationIds !== undefined && !filter.stationIds.includes(one.stationId)) return false;
      if (filter.rules !== undefined && !filter.rules.includes(one.rule)) return false;
      return filter.openOnly !== true || one.isOpen;
    })
    .sort(
      (a, b) =>
        Buffer.compare(Buffer.from(b.alertId), Buffer.from(a.alertId)) || (a.systemId < b.systemId ? -1 : 1),
    )
    .map(({ alertId, systemId }) => ({ alertId, systemId }));
}

async function paged(filter: AlertFilter, limit: number): Promise<AlertPosition[]> {
  const found: AlertItem[] = [];
  let after: AlertPosition | null = null;
  do {
    const page = await queries.page(filter, limit, after);
    expect(page.items.length).toBeLessThanOrEqual(limit);
    expect(page.next === null || page.items.length === limit).toBe(true);
    found.push(...page.items);
    after = page.next;
  } while (after !== null);
  return found.map(({ alertId, systemId }) => ({ alertId, systemId }));
}

describe("pages of alerts", () => {
  test("bring everything that fits, once, newest first, whatever the question and the limit", async () => {
    const moment = fc.option(
      fc.integer({ min: -2, max: 28 }).map((halves) => T0 + (halves / 2) * MINUTE_MS),
      { nil: undefined },
    );
    const span = fc.option(fc.record({ since: moment, until: moment }), { nil: undefined });
    const scope = { held: span, started: span, ended: span, changedSince: moment };
    const systems = fc
      .subarray(SYSTEMS)
      .chain((ids) =>
        fc.tuple(...ids.map((systemId) => fc.record({ systemId: fc.constant(systemId), ...scope }))),
      );
    const some = (values: readonly string[]) =>
      fc.option(fc.subarray([...values], { minLength: 1, maxLength: 2 }), { nil: undefined });
    const filters = fc.record({
      systems,
      stationIds: some([...STATIONS, "nowhere"]),
      rules: some(STATION_RULES.map(({ name }) => name)),
      openOnly: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(filters, fc.constantFrom(1, 2, 7, 50, 200), async (filter, limit) => {
        // Pages of one item would take thousands of requests.
        const small = limit === 1 && filter.stationIds === undefined ? 7 : limit;
        expect(await paged(filter, small)).toEqual(expected(filter));
      }),
      { numRuns: 100, seed: 5 },
    );
  });

  test("go on where they were when alerts have come and gone since", async () => {
    const filter = { systems: [{ systemId: "delta" }] };
    const startedAt = (minute: number) => T0 + minute * MINUTE_MS;
    for (const minute of [1, 2, 3]) {
      await tables.flush("delta", [opening("1", "empty", startedAt(minute), 7)]);
    }
    const first = await queries.page(filter, 2, null);
    await tables.flush("delta", [opening("1", "empty", startedAt(9), 7)]);
    const second = await queries.page(filter, 2, first.next);
    expect(second.items.map((item) => item.startedAt)).toEqual([new Date(startedAt(1)).toISOString()]);
    expect(second.next).toBeNull();
  });

  test("one alert is found by its id, unless it has expired", async () => {
    const [one] = expected({ systems: [{ systemId: "alpha" }] });
    expect(await queries.get("alpha", one?.alertId ?? "")).toMatchObject({ systemId: "alpha" });
    expect(await queries.get("beta", "nothing")).toBeNull();
    await tables.flush("delta", [opening("2", "full", T0, 0)]);
    expect(await queries.get("delta", alertIdOf(T0, "2", "full"))).toBeNull();
  });
});
