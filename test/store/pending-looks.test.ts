import { expect, test } from "vitest";
import { TIME_MS_MAX } from "../../functions/core/iso-time.ts";
import type { PackedLook } from "../../functions/detect/ports.ts";
import { packLooks, unpackLooks } from "../../functions/store/pending-looks.ts";

const LIST = "stations/1-00";
const LOOK: PackedLook = { at: 5, expiresAt: 300, hasColumns: true, bytes: Uint8Array.of(7, 8) };
const BARE: PackedLook = { ...LOOK, at: 6, hasColumns: false, bytes: new Uint8Array() };

test("looks come back as they were; those with columns count by the list that their commit names", () => {
  const packed = packLooks([LOOK, BARE]);
  expect(packed && [...packed]).toEqual([5, 172, 2, 1, 2, 7, 8, 6, 172, 2, 0, 0]);
  expect(unpackLooks(packed, LIST)).toEqual([
    { ...LOOK, stationsItem: LIST },
    { ...BARE, stationsItem: null },
  ]);
});

test("where there is none, there are no bytes", () => {
  expect(packLooks([])).toBeUndefined();
  expect(unpackLooks(undefined, LIST)).toEqual([]);
  expect(() => unpackLooks("text", LIST)).toThrow("its pending looks are no bytes");
});

test.each(["at", "expiresAt"] as const)("of a look, %s is a time", (name) => {
  const last = { ...LOOK, [name]: TIME_MS_MAX - 1 };
  expect(unpackLooks(packLooks([last]), LIST)).toMatchObject([last]);
  const never = packLooks([LOOK, { ...LOOK, [name]: TIME_MS_MAX }]);
  expect(() => unpackLooks(never, LIST)).toThrow("its pending look 1 has no time");
});
