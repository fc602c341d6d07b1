import type { Shard } from "@aws-sdk/client-kinesis";
import { describe, expect, it } from "vitest";
import { shardBook } from "../../../local/mapping/shards.ts";

const range = { StartingSequenceNumber: "1" };
const open = (ShardId: string, ...parents: string[]): Shard => ({
  ShardId,
  HashKeyRange: undefined,
  SequenceNumberRange: range,
  ParentShardId: parents[0],
  AdjacentParentShardId: parents[1],
});
const closed = (shardId: string, ...parents: string[]): Shard => ({
  ...open(shardId, ...parents),
  SequenceNumberRange: { ...range, EndingSequenceNumber: "2" },
});
const idsOf = (starts: { shardId: string }[]) => starts.map((start) => start.shardId);

describe("shards", () => {
  it("children are read once all their parents are over", () => {
    const book = shardBook("TRIM_HORIZON");
    const listed = [closed("a"), closed("b"), open("merged", "a", "b")];
    expect(idsOf(book.take(listed))).toEqual(["a", "b"]);
    book.finish("a");
    expect(idsOf(book.take(listed))).toEqual([]);
    book.finish("b");
    expect(idsOf(book.take(listed))).toEqual(["merged"]);
    expect(idsOf(book.take(listed))).toEqual([]);
  });

  it("a parent that the stream no longer has holds nobody up", () => {
    expect(idsOf(shardBook("TRIM_HORIZON").take([open("child", "gone")]))).toEqual(["child"]);
  });

  it("from LATEST on, shards closed before the start are left out and new ones are read whole", () => {
    const book = shardBook("LATEST");
    const listed = [closed("old"), open("a", "old")];
    expect(book.take(listed)).toEqual([{ shardId: "a", position: "LATEST" }]);
    book.finish("a");
    expect(book.take([...listed, open("b", "a"), open("c", "a")])).toEqual([
      { shardId: "b", position: "TRIM_HORIZON" },
      { shardId: "c", position: "TRIM_HORIZON" },
    ]);
  });

  it("a time stamp holds for every shard that was there at the start", () => {
    const position = { atTimestamp: 5 };
    const book = shardBook(position);
    const listed = [closed("old"), open("a", "old")];
    expect(book.take(listed)).toEqual([{ shardId: "old", position }]);
    book.finish("old");
    expect(book.take(listed)).toEqual([{ shardId: "a", position }]);
  });
});
