import type { Fields } from "../../functions/feeds/json.ts";
import { gbfsStation, gbfsStations, isFields } from "../../functions/feeds/json.ts";
import { idOf } from "../../functions/feeds/readings.ts";

/** One station as the status of any format writes it; all `unknown` values are unchecked. */
export interface RawStation {
  /** The id as the production code reads it; null when it cannot. */
  readonly stationId: string | null;
  readonly writtenId: unknown;
  readonly vehicles: unknown;
  readonly docks: unknown;
  readonly reported: unknown;
  /** The counts by vehicle type; GBFS only. */
  readonly types: unknown;
  readonly isWrapped: boolean;
  readonly fields: Fields;
}

/** Returns the stations of a GBFS body at `data.stations`, without entries that are not objects. */
export function rawGbfsStations(body: unknown): RawStation[] {
  return (gbfsStations(body) ?? []).flatMap((entry) => {
    const fields = gbfsStation(entry);
    if (fields === null) return [];
    const { num_vehicles_available: vehicles, num_bikes_available: bikes } = fields;
    return [
      {
        stationId: idOf(fields.station_id),
        writtenId: fields.station_id,
        vehicles: vehicles === undefined ? bikes : vehicles,
        docks: fields.num_docks_available,
        reported: fields.last_reported,
        types: fields.vehicle_types_available,
        isWrapped: fields !== entry,
        fields,
      },
    ];
  });
}

export function rawJcdecauxStations(body: unknown): RawStation[] {
  return (Array.isArray(body) ? body : []).filter(isFields).map((fields) => {
    const stands = isFields(fields.totalStands) ? fields.totalStands.availabilities : null;
    const counts = isFields(stands) ? stands : null;
    const isVersion3 = fields.totalStands !== undefined;
    return {
      stationId: idOf(fields.number),
      writtenId: fields.number,
      vehicles: isVersion3 ? counts?.bikes : fields.available_bikes,
      docks: isVersion3 ? counts?.stands : fields.available_bike_stands,
      reported: isVersion3 ? fields.lastUpdate : fields.last_update,
      types: undefined,
      isWrapped: false,
      fields,
    };
  });
}
