import fc from "fast-check";
import { test } from "vitest";
import type { Body, FileName } from "../../cli/inspection/collect.ts";
import { inspect } from "../../cli/inspection/inspect.ts";
import type { FeedFailure } from "../../functions/core/feed.ts";
import { failure } from "../../functions/feeds/failure.ts";
import { CITY, NOW } from "../cli/feed-bodies.ts";
import { DISCOVERY_2, INFORMATION, STATUS_2, SYSTEM } from "./bodies.ts";
import { expectSentence, fuzz } from "./harness.ts";
import { jsonLike } from "./hostile.ts";

const BASE_URL = "https://feeds.example/gbfs.json";

/** People read what `systems check` says, so it must be in sentences whatever the bodies are. */
test("a feed of any bodies can be inspected", () => {
  const bodyLike = (example: unknown) =>
    jsonLike(example).map((text) => ({
      type: "body" as const,
      askedUrl: BASE_URL,
      url: BASE_URL,
      text,
      notes: [],
      tookMs: 9,
    }));
  const bodies = fc.record({
    "gbfs.json": bodyLike(DISCOVERY_2),
    station_status: bodyLike(STATUS_2),
    station_information: fc.oneof(bodyLike(INFORMATION), fc.constant(failure("answered with status 500"))),
    system_information: bodyLike(SYSTEM),
  });
  fuzz({
    inputs: bodies,
    parse: (some) =>
      inspect(CITY, {
        fetchedAt: NOW,
        files: new Map(Object.entries(some) as [FileName, Body | FeedFailure][]),
      }),
    check: ({ sentence, oddities }) => {
      for (const says of [sentence, ...oddities.map((oddity) => oddity.says)]) expectSentence(says);
    },
  });
});
