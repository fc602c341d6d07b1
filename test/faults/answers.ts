import type { StreamMessage } from "../../functions/core/messages.ts";
import type { Observation } from "../../functions/core/observation.ts";
import { observationsOf } from "../core/builders.ts";
import type { Written } from "../doubles/tables/tables.ts";
import type { Body } from "./feed.ts";

/** The longest a poll may take: what it hears counts from its beginning. */
const ASKED_BEFORE_MS_MAX = 50_000;
const BACKOFF_MS_MAX = 15 * 60_000;

interface Asking {
  readonly asker: string;
  readonly systemId: string;
}

/** What the feeds have answered to whom: a record may say no more than its poller has heard. */
export class Answers {
  readonly violations: string[] = [];
  /** The caller that writes to the tables now. */
  asker = "";
  /** How far the clock of each poller is ahead. */
  readonly clocks = new Map<string, number>();
  /** The newest status sent whole, by asker and system; null when it was not sent whole. */
  readonly #said = new Map<string, string | null>();
  /** What each snapshot said, by system and fetchedAt. */
  readonly #snapshots = new Map<string, string>();
  readonly #askedForPatience = new Map<string, number>();
  readonly #patient = new Map<string, number>();
  /** The last caller to take each system's lease. */
  readonly #holders = new Map<string, string>();

  say(asking: Asking, body: Body | null): void {
    this.#said.set(keyOf(asking), body === null ? null : contentOf(body.publishedAt, body.stations));
  }

  /** A poller whose clock is behind may be early by as much. */
  askForPatience(asking: Asking, until: number): void {
    this.#askedForPatience.set(keyOf(asking), until + Math.min(0, this.clocks.get(asking.asker) ?? 0));
  }

  accuse(violation: string): void {
    this.violations.push(violation);
  }

  /** A poller puts a record, which must say what the poller has heard. */
  onPut(asker: string, message: StreamMessage | null): void {
    if (message === null) return;
    const { systemId, fetchedAt, type } = message;
    const asking = keyOf({ asker, systemId });
    const said = this.#said.get(asking) ?? null;
    if (type === "snapshot") {
      const content = contentOf(message.publishedAt, observationsOf(message.stations));
      if (content !== said) this.accuse(`${asker} puts a snapshot of ${systemId} that its feed has not sent`);
      this.#snapshots.set(`${systemId}/${fetchedAt}`, content);
    }
    if (type === "unchanged" && this.#snapshots.get(`${systemId}/${message.snapshotAt}`) !== said) {
      this.accuse(`${asker} says that ${systemId} is unchanged, and its feed has said nothing of the kind`);
    }
    const until = this.#askedForPatience.get(asking);
    // A poller's clock set back may forget that it was patient; its gate does not, and sends no request.
    const isAsked = type === "failed" && !message.reason.includes("not asked for ");
    if (isAsked && message.httpStatus === 429 && until !== undefined) {
      this.#patient.set(asking, until);
    } else if (type !== "roster") this.#patient.delete(asking);
  }

  /** A poller takes a lease, or saves when the system is due again. */
  onWrite({ table, before, after }: Written): void {
    if (table !== "polls") return;
    const systemId = String(after.systemId);
    if (after.leaseToken !== undefined) {
      if (after.leaseToken !== before?.leaseToken) this.#holders.set(systemId, this.asker);
      return;
    }
    if (this.#holders.get(systemId) !== this.asker) {
      this.accuse(`${this.asker} saves ${systemId}, whose lease it has not`);
    }
    const asking = keyOf({ asker: this.asker, systemId });
    const until = this.#patient.get(asking);
    this.#patient.delete(asking);
    if (until === undefined) return;
    // A system may be due earlier, for a record that says that its feed is not asked yet.
    const dueAt = Math.max(
      ...[after.nextDueAt, after.patientUntil ?? after.nextDueAt].map((time) => Date.parse(String(time))),
    );
    const lastPolledAt = Date.parse(String(after.lastPolledAt));
    if (dueAt < Math.min(until - ASKED_BEFORE_MS_MAX, lastPolledAt + BACKOFF_MS_MAX - ASKED_BEFORE_MS_MAX)) {
      this.accuse(`${this.asker} will ask ${systemId} before it may`);
    }
  }
}

function keyOf({ asker, systemId }: Asking): string {
  return `${asker}/${systemId}`;
}

function contentOf(publishedAt: number | null, stations: readonly Observation[]): string {
  return JSON.stringify([
    publishedAt,
    stations.map(({ stationId, vehicles, docks, flags, ebikes }) => [
      stationId,
      vehicles,
      docks,
      flags,
      ebikes ?? null,
    ]),
  ]);
}
