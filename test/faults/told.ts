import type { AlertsChanged } from "../../functions/core/announcement.ts";
import type { Item } from "../doubles/tables/expressions.ts";
import { NAMES, without } from "./items.ts";
import type { World } from "./world.ts";

/** What one poll changed, assembled from its events' parts. */
interface Change {
  /** One text for each alert, sorted. */
  readonly lines: string[];
  readonly parts: Set<number>;
  partsSaid: number;
}

/** The bus must get all parts of each poll's event, repeated any number of times, with the same content each time. */
export function wrongEvents({ world }: { readonly world: World }): string[] {
  const wrong: string[] = [];
  const said = new Map<string, string>();
  const told: AlertsChanged[] = [];
  for (const detail of world.announced) {
    const event = JSON.parse(detail) as AlertsChanged;
    const own = contentOf(event);
    const known = said.get(event.id);
    if (known === undefined) told.push(event);
    else if (known !== own) wrong.push(`the event ${event.id} was repeated with another content`);
    said.set(event.id, own);
  }
  const changes = changesOf(told);
  // Names make an event longer, so it may have more parts than the expected one without names.
  for (const [poll, { lines }] of changesOf([...world.ledger.events.values()])) {
    const change = changes.get(poll);
    changes.delete(poll);
    if (change === undefined) wrong.push(`the event ${poll} was never told`);
    else if (change.parts.size !== change.partsSaid) wrong.push(`of the event ${poll} a part is missing`);
    else if (change.lines.join() !== lines.join()) {
      wrong.push(`the event ${poll} says ${change.lines.join()}, expected ${lines.join()}`);
    }
  }
  return [...wrong, ...[...changes.keys()].map((poll) => `the event ${poll} is made up`)];
}

function changesOf(events: readonly AlertsChanged[]): Map<string, Change> {
  const changes = new Map<string, Change>();
  for (const { opened, resolved, part, parts, id: _id, summary: _summary, ...rest } of events) {
    const poll = JSON.stringify(rest);
    const change = changes.get(poll) ?? { lines: [], parts: new Set(), partsSaid: parts };
    changes.set(poll, change);
    change.parts.add(part);
    for (const alert of opened) change.lines.push(`opened ${JSON.stringify(without({ ...alert }, NAMES))}`);
    for (const alert of resolved)
      change.lines.push(`resolved ${JSON.stringify(without({ ...alert }, NAMES))}`);
  }
  for (const { lines } of changes.values()) lines.sort();
  return changes;
}

/** The order of alerts within an event does not matter. */
function contentOf(event: AlertsChanged): string {
  const { opened, resolved, ...rest } = event;
  const sorted = (alerts: readonly Item[]) => alerts.map((alert) => JSON.stringify(alert)).sort();
  return JSON.stringify([
    rest,
    sorted(opened.map((alert) => ({ ...alert }))),
    sorted(resolved.map((alert) => ({ ...alert }))),
  ]);
}
