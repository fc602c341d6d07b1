import { parseOpeningHours } from "../core/opening-hours.ts";
import type { Neighbourhood, ServiceTerm } from "../core/service-terms.ts";
import type { ServiceTermSettings, SystemsConfiguration } from "./configuration.ts";
import { metersOf } from "./distance.ts";
import { durationMs } from "./duration.ts";

/** Returns the terms of a system: those for all, each replaced by the system's own of its name, then its other own. */
export function termSettingsOf(
  { serviceLevels = [], systems }: Pick<SystemsConfiguration, "serviceLevels" | "systems">,
  systemId: string,
): readonly ServiceTermSettings[] {
  const own = systems.find((system) => system.systemId === systemId)?.serviceLevels ?? [];
  const byName = new Map([...serviceLevels, ...own].map((term) => [term.name, term]));
  return [...byName.values()];
}

/** Returns the term that its settings, which are checked, stand for. */
export function termOf(settings: ServiceTermSettings): ServiceTerm {
  const { name, of, hours, after, unless, charge, per } = settings;
  return {
    name,
    of,
    hours: hours === undefined ? null : parseOpeningHours(hours),
    afterMs: after === undefined ? null : durationMs(after),
    unless: unless === undefined ? null : neighbourhoodOf(unless),
    penalty:
      charge === undefined || per === undefined
        ? null
        : { hundredths: Math.round(charge * 100), perMs: durationMs(per) },
  };
}

function neighbourhoodOf(unless: NonNullable<ServiceTermSettings["unless"]>): Neighbourhood {
  return unless === "nearest" ? unless : { withinMeters: metersOf(unless.within) };
}
