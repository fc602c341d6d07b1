import type { FeedFailure } from "../../functions/core/feed.ts";
import type { PollOutcome } from "../../functions/core/observation.ts";
import type { Fetched, NotModified } from "../../functions/feeds/answer.ts";
import { jcdecauxUrl } from "../../functions/feeds/jcdecaux.ts";
import type { SystemEntry } from "../../functions/systems/configuration.ts";
import { NO_ANSWER, RECORDERS_HEADERS, type TapeResponse } from "../../local/tape/tape.ts";
import { type Concealed, concealed } from "./concealed.ts";

type Answer = Fetched | NotModified | FeedFailure;

/** What a system's feed has answered since its last poll was put on tape. */
export class Heard {
  readonly #conceal: Concealed["response"];
  /** Where the status was asked for last. */
  #statusUrl: string;
  #responses = new Map<string, TapeResponse>();

  constructor(system: SystemEntry) {
    this.#conceal = concealed(system).response;
    this.#statusUrl =
      system.kind === "gbfs" ? new URL("station_status.json", system.url).href : jcdecauxUrl(system);
  }

  /** Notes where the status is asked for, before it is. */
  asks(statusUrl: string): void {
    this.#statusUrl = statusUrl;
  }

  /** Notes an answer; `at` is in milliseconds since the epoch. */
  answers(url: string, answer: Answer, at: number): void {
    this.#responses.set(url, responseOf(url, answer, at));
  }

  /**
   * Returns the responses of a poll that ended so, and begins anew. The status comes last and at the poll's time, so that
   * a replay polls with all that this poll knew, and at the same moment. A poll that did not ask for it has one all the
   * same: on a tape each status is a poll.
   */
  poll(outcome: PollOutcome): TapeResponse[] {
    const heard = this.#responses;
    this.#responses = new Map();
    const { fetchedAt } = outcome;
    const status = heard.get(this.#statusUrl) ?? unasked(this.#statusUrl, outcome);
    heard.delete(this.#statusUrl);
    const others = [...heard.values()].map((one) => ({ ...one, at: Math.min(one.at, fetchedAt) }));
    return [...others, { ...status, at: fetchedAt }].map(this.#conceal);
  }
}

function responseOf(url: string, answer: Answer, at: number): TapeResponse {
  if (answer.type === "failed") return failed(url, answer, at);
  const validators = {
    ...(answer.etag === null ? {} : { etag: answer.etag }),
    ...(answer.lastModified === null ? {} : { "last-modified": answer.lastModified }),
  };
  if (answer.type === "not-modified") return { at, url, status: 304, headers: validators, body: "" };
  const moved = answer.url === url ? {} : { [RECORDERS_HEADERS.answeredBy]: answer.url };
  return { at, url, status: 200, headers: { ...validators, ...moved }, body: answer.text };
}

function failed(
  url: string,
  { reason, httpStatus, retryAfterMs }: Pick<FeedFailure, "reason" | "httpStatus" | "retryAfterMs">,
  at: number,
): TapeResponse {
  const wait = retryAfterMs === null ? {} : { "retry-after": String(Math.ceil(retryAfterMs / 1_000)) };
  const headers = { [RECORDERS_HEADERS.failure]: reason, ...wait };
  return { at, url, status: httpStatus ?? NO_ANSWER, headers, body: "" };
}

function unasked(url: string, outcome: PollOutcome): TapeResponse {
  const { reason, httpStatus } =
    outcome.type === "failed" ? outcome : { reason: "it was not asked for", httpStatus: null };
  return failed(url, { reason, httpStatus, retryAfterMs: null }, outcome.fetchedAt);
}
