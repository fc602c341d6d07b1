import { describe, expect, test } from "vitest";
import { RefusedForGood } from "../../functions/core/refusal.ts";
import type { PendingLook } from "../../functions/detect/ports.ts";
import { HistoryStore } from "../../functions/store/history-store.ts";
import { at, T0 } from "../core/builders.ts";
import { useDynalite } from "../doubles/tables/dynalite.ts";

const dynalite = useDynalite();
const { history } = dynalite.tables;
const put = (systemId: string, look: PendingLook) =>
  new HistoryStore(dynalite.client, history, () => at(5)).put(systemId, look);

function aLook(more: Partial<PendingLook> = {}): PendingLook {
  const bytes = Uint8Array.of(1, 3, 0);
  return { at: T0, expiresAt: at(60), hasColumns: true, bytes, stationsItem: "stations/1-00", ...more };
}

describe("a look", () => {
  test("is an item with its time, its bytes and the list that it counts by", async () => {
    await put("reads", aLook());
    expect(await dynalite.itemsOf(history, "reads")).toEqual([
      {
        systemId: "reads",
        at: "2026-05-04T08:00:00.000Z",
        look: Uint8Array.of(1, 3, 0),
        stations: "stations/1-00",
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
