import { deflateRawSync } from "node:zlib";
import { expect, test } from "vitest";
import { joinOverflow, splitOverflow } from "../../functions/store/overflow.ts";

const COLUMNS = Uint8Array.of(11, 12, 13);
const LOOKS = Uint8Array.of(21, 22, 23, 24, 25);
const PENDING = Uint8Array.of(31, 32);
/** Bytes of a larger buffer, as a reader of the network has them. */
const within = (bytes: readonly number[]) =>
  Uint8Array.from([9, 9, ...bytes, 9]).subarray(2, 2 + bytes.length);

test("the lengths of columns and looks come first, then columns, looks and effects", () => {
  const joined = joinOverflow({ columns: COLUMNS, looks: LOOKS, pending: PENDING });
  expect([...joined]).toEqual([0, 0, 0, 3, 0, 0, 0, 5, ...COLUMNS, ...LOOKS, ...PENDING]);
  const split = splitOverflow({ items: [], bytes: within([...joined]) }, 4);
  expect(split).toEqual({ columns: COLUMNS, looks: LOOKS, pending: PENDING });
});

test("effects that are text are deflated, and there may be no looks", () => {
  const joined = joinOverflow({ columns: COLUMNS, pending: "[]" });
  const { looks, pending } = splitOverflow({ items: [], bytes: joined }, 4);
  expect(looks).toHaveLength(0);
  expect(Buffer.compare(pending as Uint8Array, deflateRawSync("[]"))).toBe(0);
});

test("before format 4 there were no looks", () => {
  const bytes = within([0, 0, 0, 3, ...COLUMNS, ...PENDING]);
  expect(splitOverflow({ items: [], bytes }, 3)).toEqual({ columns: COLUMNS, pending: PENDING });
});

test.each([
  [null, 4],
  [Uint8Array.of(0, 0, 0, 0, 0, 0, 0), 4],
  [Uint8Array.of(0, 0, 0), 3],
])("%j of format %i has lost a part", (bytes, format) => {
  expect(() => splitOverflow({ items: [], bytes }, format)).toThrow("a part of its overflow is lost");
});

test("what has nothing but its lengths is whole", () => {
  const none = new Uint8Array();
  expect(splitOverflow({ items: [], bytes: new Uint8Array(8) }, 4)).toEqual({
    columns: none,
    looks: none,
    pending: none,
  });
  expect(splitOverflow({ items: [], bytes: new Uint8Array(4) }, 3)).toEqual({ columns: none, pending: none });
});
