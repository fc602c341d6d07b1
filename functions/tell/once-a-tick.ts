import { inParallel } from "../core/in-parallel.ts";
import type { Silence } from "../core/silences.ts";
import type { KnownUntil, TellableAlert } from "../core/tellable.ts";
import { type OpeningName, openingKey } from "../core/telling.ts";
import type { TellWorld } from "./ports.ts";

/** What all receivers of a tick share: each thing is read once, and only if one of them needs it. */
export interface Tick {
  seemOpen(): Promise<readonly TellableAlert[]>;
  silences(): Promise<readonly Silence[]>;
  /** Returns the alerts as they are; those that are not there are left out. */
  alerts(names: readonly OpeningName[]): Promise<readonly TellableAlert[]>;
  knownUntil(systemIds: ReadonlySet<string>): Promise<(systemId: string) => KnownUntil>;
}

/** After an outage each system has news, and so many connections at once would time out. */
const SYSTEMS_AT_ONCE = 16;
const UNKNOWN: KnownUntil = { believedAt: null, polledAt: null };

export function onceATick({ alerts, silences, known }: TellWorld): Tick {
  const once = new Map<string, Promise<unknown>>();
  const reading = <T>(key: string, read: () => Promise<T>): Promise<T> => {
    const begun = (once.get(key) as Promise<T> | undefined) ?? read();
    once.set(key, begun);
    return begun;
  };
  return {
    seemOpen: () => reading("open", () => alerts.seemOpen()),
    silences: () => reading("silences", () => silences.list()),
    async alerts(names) {
      const unread = names.filter((name) => !once.has(`alert ${openingKey(name)}`));
      if (unread.length > 0) {
        const found = alerts.get(unread).then((read) => new Map(read.map((one) => [openingKey(one), one])));
        for (const key of unread.map(openingKey))
          once.set(
            `alert ${key}`,
            found.then((byKey) => byKey.get(key)),
          );
      }
      const all = names.map((name) => once.get(`alert ${openingKey(name)}`));
      return ((await Promise.all(all)) as (TellableAlert | undefined)[]).filter(
        (alert) => alert !== undefined,
      );
    },
    async knownUntil(systemIds) {
      const byId = new Map<string, KnownUntil>();
      await inParallel([...systemIds], SYSTEMS_AT_ONCE, async (id) => {
        byId.set(id, await reading(`known ${id}`, () => known.of(id)));
      });
      return (systemId) => byId.get(systemId) ?? UNKNOWN;
    },
  };
}
