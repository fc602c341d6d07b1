import { level } from "./sparkline.ts";

/** A value from one moment to the next, in milliseconds since the epoch. */
interface Span<Value> {
  readonly from: number;
  readonly until: number;
  readonly value: Value;
}

/** What a line of so many characters shows. */
interface Drawn {
  readonly since: number;
  readonly until: number;
  readonly columns: number;
}

/** Draws counts over time, from zero up, each character the mean over its time; a space where nothing is known. */
export function steps(spans: readonly Span<number | null>[], drawn: Drawn): string {
  const highest = Math.max(1, ...spans.map(({ value }) => value ?? 0));
  return charactersOf(spans, drawn, (parts) => {
    const known = parts.filter((part): part is Share<number> => part.value !== null);
    const lasted = known.reduce((sum, { ms }) => sum + ms, 0);
    if (lasted === 0) return " ";
    return level(known.reduce((sum, { value, ms }) => sum + value * ms, 0) / lasted, highest);
  });
}

/** Draws letters over time, each the one that lasted longest; what is not a space goes first, so that no band is lost. */
export function bands(spans: readonly Span<string>[], drawn: Drawn): string {
  return charactersOf(spans, drawn, (parts) => {
    const lasted = new Map<string, number>();
    for (const { value, ms } of parts) lasted.set(value, (lasted.get(value) ?? 0) + ms);
    const [longest] = [...lasted].filter(([value]) => value !== " ").sort(([, a], [, b]) => b - a);
    return longest?.[0] ?? " ";
  }).trimEnd();
}

interface Share<Value> {
  readonly value: Value;
  readonly ms: number;
}

function charactersOf<Value>(
  spans: readonly Span<Value>[],
  { since, until, columns }: Drawn,
  draw: (parts: readonly Share<Value>[]) => string,
): string {
  const widthMs = (until - since) / columns;
  let first = 0;
  return Array.from({ length: columns }, (_, column) => {
    const from = since + column * widthMs;
    const to = from + widthMs;
    while ((spans[first]?.until ?? Infinity) <= from) first++;
    const parts: Share<Value>[] = [];
    for (let index = first; index < spans.length; index++) {
      const span = spans[index];
      if (span === undefined || span.from >= to) break;
      const ms = Math.min(span.until, to) - Math.max(span.from, from);
      if (ms > 0) parts.push({ value: span.value, ms });
    }
    return draw(parts);
  }).join("");
}
