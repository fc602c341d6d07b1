import { PutCommand, paginateQuery } from "@aws-sdk/lib-dynamodb";
import { describe, expect, test, vi } from "vitest";
import type { Look } from "../../functions/core/believed.ts";
import { isoTime } from "../../functions/core/iso-time.ts";
import { RefusedForGood } from "../../functions/core/refusal.ts";
import type { PendingLook } from "../../functions/detect/ports.ts";
import { HistoryQueries } from "../../functions/store/history-queries.ts";
import { HistoryStore } from "../../functions/store/history-store.ts";
import { packLook } from "../../functions/store/packed-look.ts";
import { at, reading, snapshot, T0 } from "../core/builders.ts";
import { looksOf } from "../core/looks.ts";
import { useDynalite } from "../doubles/tables/dynalite.ts";
import { readingCost } from "../doubles/tables/reading-cost.ts";

const dynalite = useDynalite();
const { history } = dynalite.tables;
const put = (systemId: string, look: PendingLook) =>
  new HistoryStore(dynalite.client, history, () => at(5)).put(systemId, look);

const queries = () =>
  new HistoryQueries(dynalite.client, { history, state: dynalite.tables.state }, () => at(5));

const LIST = `stations/${T0}-0123456789ab`;
const GONE = `it names ${LIST}, which is not there`;

function aLook(more: Partial<PendingLook> = {}): PendingLook {
  const bytes = Uint8Array.of(1, 3, 0);
  return { at: T0, expiresAt: at(60), hasColumns: true, bytes, stationsItem: LIST, ...more };
}

describe("a look", () => {
  test("is an item with its time, its bytes and the list that it counts by", async () => {
    await put("reads", aLook());
    expect(await dynalite.itemsOf(history, "reads")).toEqual([
      {
        systemId: "reads",
        at: "2026-05-04T08:00:00.000Z",
        look: Uint8Array.of(1, 3, 0),
        stations: LIST,
        expiresAt: at(60) / 1_000,
      },
    ]);
  });

  test("is put once: a repeat changes nothing", async () => {
    await put("twice", aLook());
    await put("twice", aLook({ bytes: Uint8Array.of(9) }));
    expect(await dynalite.itemsOf(history, "twice")).toMatchObject([{ look: Uint8Array.of(1, 3, 0) }]);
  });

  test("without columns names no list", async () => {
    await put("bare", aLook({ hasColumns: false, stationsItem: null }));
    expect((await dynalite.itemsOf(history, "bare"))[0]).not.toHaveProperty("stations");
  });

  test("that has expired is left out", async () => {
    await put("past", aLook({ expiresAt: at(5) }));
    expect(await dynalite.itemsOf(history, "past")).toEqual([]);
  });

  test("that is too large is refused for good", async () => {
    const large = put("large", aLook({ bytes: new Uint8Array(410_000) }));
    await expect(large).rejects.toThrow(RefusedForGood);
  });
});

describe("a reader", () => {
  test("finds the newest look with columns at or before a time, behind any number of others", async () => {
    await put("sought", aLook());
    await put("sought", aLook({ at: at(1) }));
    for (let minute = 2; minute < 40; minute++)
      await put("sought", aLook({ at: at(minute), hasColumns: false, stationsItem: null }));
    const found = [at(39), at(1), at(1) - 1, T0 - 1].map((time) => queries().believedAt("sought", time));
    expect(await Promise.all(found)).toEqual([at(1), at(1), T0, null]);
    expect(await queries().believedAt("nobody", at(9))).toBeNull();
  });

  test("asks once for a list of ids that is gone, and says so at each look that counts by it", async () => {
    const bytes = packLook(looksOf([snapshot(T0, reading("a", 1))]).looks[0] as Look, "7");
    for (const [minute, stationsItem] of [LIST, LIST, null, LIST].entries())
      await put("gone", aLook({ at: at(minute), bytes, stationsItem }));
    const send = vi.spyOn(dynalite.client, "send");
    const problems: unknown[] = [];
    for await (const { problem } of queries().looks("gone", T0, at(9))) problems.push(problem);
    const requests = send.mock.calls.length;
    send.mockRestore();
    expect(problems).toEqual([GONE, GONE, null, GONE]);
    expect(requests).toBe(2);
  });

  test("pays for the pages that its looks fill", async () => {
    const look = new Uint8Array(29_000);
    const items = Array.from({ length: 45 }, (_, minute) => ({
      systemId: "paid",
      at: isoTime(at(minute)),
      look,
    }));
    for (const Item of items) await dynalite.client.send(new PutCommand({ TableName: history, Item }));
    const query = {
      TableName: history,
      KeyConditionExpression: "systemId = :systemId",
      ExpressionAttributeValues: { ":systemId": "paid" },
      ConsistentRead: true,
      ReturnConsumedCapacity: "TOTAL",
    } as const;
    const paid: number[] = [];
    for await (const { ConsumedCapacity } of paginateQuery({ client: dynalite.client }, query))
      paid.push(ConsumedCapacity?.CapacityUnits ?? 0);
    const told = { pages: paid.length, units: paid.reduce((sum, units) => sum + units, 0) };
    expect(readingCost(items)).toEqual(told);
  });
});
