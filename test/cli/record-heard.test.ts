import { describe, expect, test } from "vitest";
import { Heard } from "../../cli/record/heard.ts";
import type { FailedPoll, Unchanged } from "../../functions/core/observation.ts";
import type { Fetched } from "../../functions/feeds/answer.ts";
import type { SystemEntry } from "../../functions/systems/configuration.ts";

const HILL: SystemEntry = { systemId: "hill", kind: "gbfs", url: "https://feeds.example/hill/gbfs.json" };
const QUAY: SystemEntry = { systemId: "quay", kind: "jcdecaux", contract: "quay", apiVersion: 3 };
const STATUS = "https://feeds.example/hill/status";
const NAMES = "https://feeds.example/hill/names";

const fetched = (url: string, more: Partial<Fetched> = {}): Fetched => ({
  type: "fetched",
  url,
  text: `of ${url}`,
  notes: [],
  etag: null,
  lastModified: null,
  ...more,
});
const polled = (fetchedAt: number): Unchanged => ({
  type: "unchanged",
  systemId: "hill",
  fetchedAt,
  snapshotAt: 1,
});
const failedAt = (fetchedAt: number): FailedPoll => ({
  type: "failed",
  systemId: "hill",
  fetchedAt,
  reason: "not asked for 9 s more",
  httpStatus: null,
});

function heardOf(system: SystemEntry = HILL): Heard {
  const heard = new Heard(system);
  heard.asks(STATUS);
  return heard;
}

describe("what a feed has answered is put on tape", () => {
  test("the status last, at the poll's time, and nothing later than that; each answer once", () => {
    const heard = heardOf();
    heard.answers(HILL.url ?? "", fetched(HILL.url ?? ""), 100);
    heard.answers(STATUS, fetched(STATUS), 195);
    heard.answers(NAMES, fetched(NAMES), 260);
    const places = heard.poll(polled(200)).map(({ at, url, body }) => [at, url, body]);
    expect(places).toEqual([
      [100, HILL.url, `of ${HILL.url}`],
      [200, NAMES, `of ${NAMES}`],
      [200, STATUS, `of ${STATUS}`],
    ]);
    expect(heard.poll(failedAt(300))).toHaveLength(1);
  });

  test("with the headers by which a later answer is known to be the same", () => {
    const heard = heardOf();
    heard.answers(STATUS, fetched(STATUS, { etag: '"1"', lastModified: "Monday" }), 1);
    heard.answers(NAMES, { type: "not-modified", etag: '"2"', lastModified: null }, 1);
    const [names, status] = heard.poll(polled(2));
    expect(status).toMatchObject({ status: 200, headers: { etag: '"1"', "last-modified": "Monday" } });
    expect(names).toEqual({ at: 1, url: NAMES, status: 304, headers: { etag: '"2"' }, body: "" });
  });

  test("by the address that was asked, and with that of who answered", () => {
    const heard = heardOf();
    heard.answers(STATUS, fetched("https://other.example/status"), 1);
    const [status] = heard.poll(polled(1));
    expect(status).toMatchObject({
      url: STATUS,
      headers: { "stationwatch-answered-by": "https://other.example/status" },
    });
  });

  test("with the reason where it failed, and the patience that was asked for", () => {
    const heard = heardOf();
    const reason = "answered with status 503, expected 200";
    heard.answers(STATUS, { type: "failed", reason, httpStatus: 503, retryAfterMs: 1_500 }, 1);
    const headers = { "stationwatch-failure": reason, "retry-after": "2" };
    expect(heard.poll(failedAt(1))).toEqual([{ at: 1, url: STATUS, status: 503, headers, body: "" }]);
    heard.answers(STATUS, { type: "failed", reason: "hung", httpStatus: null, retryAfterMs: null }, 2);
    expect(heard.poll(failedAt(2))).toEqual([
      { at: 2, url: STATUS, status: 599, headers: { "stationwatch-failure": "hung" }, body: "" },
    ]);
  });

  test("and a poll that asked for no status has one all the same, where the status is or would be", () => {
    const headers = { "stationwatch-failure": "not asked for 9 s more" };
    const unasked = (url: string) => [{ at: 7, url, status: 599, headers, body: "" }];
    expect(heardOf().poll(failedAt(7))).toEqual(unasked(STATUS));
    expect(new Heard(HILL).poll(failedAt(7))).toEqual(
      unasked("https://feeds.example/hill/station_status.json"),
    );
    expect(new Heard(QUAY).poll(failedAt(7))).toEqual(
      unasked("https://api.jcdecaux.com/vls/v3/stations?contract=quay"),
    );
  });
});
