/** A place on Earth in degrees (WGS 84). */
export interface Position {
  readonly latitude: number;
  readonly longitude: number;
}

/** A place, and how far away something may be from it; null is any distance. */
export interface Near extends Position {
  readonly metersMax: number | null;
}

const NUMBER = String.raw`-?\d{1,3}(?:\.\d{1,20})?`;
const WRITTEN = new RegExp(String.raw`^(${NUMBER})\s*,\s*(${NUMBER})(?:\s*,\s*(\d{1,8})\s*m?)?$`);

/** Reads `48.8566,2.3522` or `48.8566,2.3522,500`; null for anything else. */
export function nearFrom(text: string): Near | null {
  const [, latitude, longitude, meters] = WRITTEN.exec(text.trim()) ?? [];
  if (latitude === undefined || longitude === undefined) return null;
  const near = {
    latitude: Number(latitude),
    longitude: Number(longitude),
    metersMax: meters === undefined ? null : Number(meters),
  };
  return Math.abs(near.latitude) <= 90 && Math.abs(near.longitude) <= 180 ? near : null;
}

const EARTH_RADIUS_METERS = 6_371_000;

/** Returns the metres between two places by the haversine formula, which holds at any distance and beyond 180 degrees. */
export function metersBetween(a: Position, b: Position): number {
  const radians = Math.PI / 180;
  const halfNorth = Math.sin(((b.latitude - a.latitude) * radians) / 2);
  const halfEast = Math.sin(((b.longitude - a.longitude) * radians) / 2);
  const chord =
    halfNorth ** 2 + Math.cos(a.latitude * radians) * Math.cos(b.latitude * radians) * halfEast ** 2;
  return 2 * EARTH_RADIUS_METERS * Math.asin(Math.min(1, Math.sqrt(chord)));
}
