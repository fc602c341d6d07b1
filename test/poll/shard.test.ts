import { expect, test } from "vitest";
import { shardOf, systemsIn } from "../../functions/poll/shard.ts";
import { HILL } from "./memory-world.ts";

const SYSTEMS = Array.from({ length: 1_520 }, (_, index) => ({
  ...HILL,
  systemId: `system-${index}`,
  url: `https://host-${index}.example/gbfs.json`,
}));

test.each([
  [{}, { shard: 0, of: 1 }],
  [
    { time: "2026-05-04T08:00:00Z", source: "aws.events" },
    { shard: 0, of: 1 },
  ],
  [
    { shard: 2, of: 3 },
    { shard: 2, of: 3 },
  ],
])("the event %j asks for %j", (event, shard) => {
  expect(shardOf(event)).toEqual(shard);
});

test.each([
  { shard: 0 },
  { of: 2 },
  { shard: 2, of: 2 },
  { shard: -1, of: 2 },
  { shard: 0.5, of: 2 },
  { shard: "0", of: "2" },
  { shard: null, of: null },
  { shard: 0, of: "2" },
])("the event %j is refused, with what is wrong in it", (event) => {
  expect(() => shardOf(event)).toThrow(/^the event asks for shard .+ of .+, expected whole numbers/);
});

test("a shard that is refused is named", () => {
  expect(() => shardOf({ shard: 3, of: 2 })).toThrow("the event asks for shard 3 of 2, expected");
});

test.each([1, 2, 3, 8])("of %i shards each system is in one, and each has its share", (of) => {
  const shards = Array.from({ length: of }, (_, shard) => systemsIn({ shard, of }, SYSTEMS));
  expect(new Set(shards.flat())).toEqual(new Set(SYSTEMS));
  expect(shards.flat()).toHaveLength(SYSTEMS.length);
  for (const { length } of shards) expect(length / (SYSTEMS.length / of)).toBeCloseTo(1, 0);
});

test("all systems of a host are in one shard, since it is asked one thing at a time", () => {
  const contract = { kind: "jcdecaux", contract: "lyon", apiVersion: 3 } as const;
  const ofOneHost = [
    Array.from({ length: 50 }, (_, index) => ({
      ...HILL,
      systemId: `${index}`,
      url: `${HILL.url}?${index}`,
    })),
    [
      ...["a", "b", "c", "d", "e", "f"].map((systemId) => ({ ...contract, systemId })),
      { ...contract, systemId: "g", url: "https://api.jcdecaux.com" },
    ],
  ];
  for (const systems of ofOneHost) {
    const counts = [0, 1, 2, 3].map((shard) => systemsIn({ shard, of: 4 }, systems).length);
    expect(counts.toSorted()).toEqual([0, 0, 0, systems.length].toSorted());
  }
});

test("a system stays in its shard when others come and go", () => {
  const [first] = SYSTEMS;
  const with2 = [0, 1].find((shard) => systemsIn({ shard, of: 2 }, SYSTEMS).some((one) => one === first));
  const alone = [0, 1].find((shard) => systemsIn({ shard, of: 2 }, [first ?? HILL]).length === 1);
  expect(alone).toBe(with2);
});
