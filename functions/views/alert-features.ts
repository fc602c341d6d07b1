import type { Position } from "../core/positions.ts";
import type { AlertItem } from "../store/alert-item.ts";

/** An alert and where its station is: null where that is unknown, and for an alert about a whole system. */
export interface PlacedAlert {
  readonly alert: AlertItem;
  readonly position: Position | null;
}

/** GeoJSON as RFC 7946 has it: degrees in WGS 84, the longitude first. */
export interface AlertFeatures {
  readonly type: "FeatureCollection";
  readonly features: readonly AlertFeature[];
}

interface AlertFeature {
  readonly type: "Feature";
  /** `systemId/alertId`, since an alertId is unique in its system alone. */
  readonly id: string;
  readonly geometry: { readonly type: "Point"; readonly coordinates: readonly [number, number] } | null;
  readonly properties: AlertItem;
}

/** Returns the alerts as points on a map, in their order, with all their attributes as properties. */
export function alertFeatures(alerts: readonly PlacedAlert[]): AlertFeatures {
  return { type: "FeatureCollection", features: alerts.map(featureOf) };
}

function featureOf({ alert, position }: PlacedAlert): AlertFeature {
  return {
    type: "Feature",
    id: `${alert.systemId}/${alert.alertId}`,
    geometry:
      position === null ? null : { type: "Point", coordinates: [position.longitude, position.latitude] },
    properties: alert,
  };
}
