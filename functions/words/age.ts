import type { Age, AgeReason } from "../views/age.ts";
import { ago } from "./amounts.ts";

const REASONS: Readonly<Record<Exclude<AgeReason["type"], "failed">, string>> = {
  left: "it has left systems.json",
  never: "it has not been polled yet",
  "not-polled": "it is not polled",
  "not-folded": "its polls are not folded",
  held: "its feed changes too much at once",
  frozen: "nothing in its feed changes",
  "out-of-order": "its feed repeats what is old",
};

/** Returns `lyon is shown as of Nov 27 10:12, 25 min ago: its feed failed 24 times in a row, it answered 503`. */
export function ageWords({ systemId, asOf, ageMs, why }: Age, time: (at: number) => string): string {
  const when = ageMs === null ? "" : `, ${ago(Math.round(ageMs / 1_000))}`;
  const shown = asOf === null ? "is not shown" : `is shown as of ${time(asOf)}${when}`;
  return `${systemId} ${shown}: ${reasonWords(why)}`;
}

function reasonWords(why: AgeReason): string {
  if (why.type !== "failed") return REASONS[why.type];
  const times = why.times > 1 ? ` ${why.times} times in a row` : "";
  return `its feed failed${times}, ${why.reason ?? "for an unknown reason"}`;
}
