export interface Position {
  readonly latitude: number | null;
  readonly longitude: number | null;
}

const NOWHERE: Position = { latitude: null, longitude: null };

/** Degrees; both null where one is missing or impossible, and at 0,0, which feeds send for "do not know". */
export function positionOf(latitude: unknown, longitude: unknown): Position {
  if (!isWithin(latitude, 90) || !isWithin(longitude, 180)) return NOWHERE;
  return latitude === 0 && longitude === 0 ? NOWHERE : { latitude, longitude };
}

function isWithin(value: unknown, degreesMax: number): value is number {
  return typeof value === "number" && Math.abs(value) <= degreesMax;
}
