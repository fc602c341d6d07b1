const WRITTEN = /^(\d{1,6}(?:\.\d{1,3})?)(m|km)$/;
/** Nobody walks further to another station, and each station is compared with all within it. */
const METERS_MAX = 2_000;

/** Returns whether the text is a distance as systems.json writes it: `300m` or `1.5km`, of 1 m to 2 km. */
export function isDistance(text: string): boolean {
  const meters = metersOf(text);
  return meters >= 1 && meters <= METERS_MAX;
}

/** Returns the metres of a written distance; NaN for another text. */
export function metersOf(text: string): number {
  const [, amount, unit] = WRITTEN.exec(text) ?? [];
  return Number(amount) * (unit === "km" ? 1_000 : 1);
}
