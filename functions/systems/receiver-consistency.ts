import type { SystemsConfiguration } from "./configuration.ts";
import { type Problem, unexpected } from "./problem.ts";
import type { ReceiverSettings } from "./receiver-settings.ts";
import { receiverOf } from "./receivers.ts";

/** Yields the receivers that contradict themselves, one another or the systems. The configuration is well-formed. */
export function* receiverProblems(root: SystemsConfiguration): Generator<Problem> {
  const indexes = new Map<string, number>();
  for (const [index, receiver] of (root.receivers ?? []).entries()) {
    const first = indexes.get(receiver.name);
    if (first !== undefined) {
      yield unexpected(
        ["receivers", index, "name"],
        root,
        `a name of its own: receivers[${first}] has this one`,
      );
    }
    indexes.set(receiver.name, first ?? index);
    yield* ofReceiver(root, index, receiver);
  }
}

/** What only digests have. */
const OF_DIGESTS = [
  "systems",
  "rules",
  "stations",
  "areas",
  "feeds",
  "openFor",
  "every",
  "hours",
  "timeZone",
] as const satisfies readonly (keyof ReceiverSettings)[];
/** A queue has at most 80 characters, with those of the stack. */
const CHANGES_NAME_MAX = 50;

function* ofChanges(
  settings: ReceiverSettings,
  at: (key: keyof ReceiverSettings, expected: string) => Problem,
): Generator<Problem> {
  if (settings.kind !== "standard") yield at("kind", '"standard", since it has changes');
  if (settings.name.length > CHANGES_NAME_MAX)
    yield at("name", `at most ${CHANGES_NAME_MAX} characters, since it has changes`);
  for (const key of OF_DIGESTS) {
    if (settings[key] !== undefined) yield at(key, "none: a receiver with changes gets all of them at once");
  }
}

function* ofReceiver(root: SystemsConfiguration, index: number, settings: ReceiverSettings) {
  const { kind, url, to, secret, systems, stations, areas = [], hours, timeZone } = settings;
  const at = (key: keyof ReceiverSettings, expected: string, ...below: number[]) =>
    unexpected(["receivers", index, key, ...below], root, expected);
  if (kind !== "mail" && url === undefined) yield at("url", "where the address is kept");
  if (kind === "mail" && url !== undefined) yield at("url", "none: mail goes to the address in to");
  if (kind === "mail" && to === undefined) yield at("to", "the parameter that holds the mail address");
  if (kind !== "mail" && to !== undefined) yield at("to", "none: only mail has it");
  if (kind === "standard" && secret === undefined)
    yield at("secret", "where the key is kept that signs messages of the kind standard");
  if (kind !== "standard" && secret !== undefined)
    yield at("secret", "none: only messages of the kind standard are signed");
  if (hours !== undefined && timeZone === undefined)
    yield at("timeZone", "the time zone of the hours, such as Europe/Paris");
  if (settings.changes === true) yield* ofChanges(settings, at);
  const { openHours } = receiverOf(settings, root.systems);
  if (openHours !== null && openHours.unknown.length > 0)
    yield at("hours", "dates, weekdays and times alone: nobody here knows holidays");
  if (stations !== undefined && systems?.length !== 1)
    yield at("stations", "one system in systems beside it, since two may have a station of the same id");
  // A file of rules alone may list no systems: they are those of a recording.
  if (root.systems.length === 0) return;
  const known = new Map(root.systems.map((entry) => [entry.systemId, entry]));
  for (const [place, systemId] of (systems ?? []).entries()) {
    if (!known.has(systemId)) yield at("systems", "the id of one of the systems", place);
  }
  const matched = root.systems.filter(({ systemId }) => systems?.includes(systemId) ?? true);
  for (const [place, area] of areas.entries()) {
    if (matched.some((entry) => Object.hasOwn(entry.areas ?? {}, area))) continue;
    yield at("areas", "the name of an area of one of its systems", place);
  }
}
