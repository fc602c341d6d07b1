import { MEASURES, type Observed } from "../core/measures.ts";

type Count = number | null | undefined;

/** Returns `1 bike` or `2 bikes`; `? bikes` when the number is unknown. */
export function counted(value: Count, one: string, many = `${one}s`): string {
  return `${value ?? "?"} ${value === 1 ? one : many}`;
}

/** Returns every count that is there, such as `1 bike, 2 docks, 1 e-bike`. */
export function countsOf(observed: Observed): string {
  const told = MEASURES.filter(({ name }) => observed[name] !== undefined);
  return told.map(({ name, noun }) => counted(observed[name], noun)).join(", ");
}

/** Returns a duration as `45 s`, `12 min`, `2 h 5 min` or `3 d 4 h`. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return hours % 24 === 0 ? `${hours / 24} d` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** Returns an age as `5 min ago`, and a negative one as `in 5 min`. */
export function ago(seconds: number): string {
  if (seconds === 0) return "just now";
  return seconds < 0 ? `in ${duration(-seconds)}` : `${duration(seconds)} ago`;
}
