import type { Silence, SilencePhase } from "../../functions/core/silences.ts";
import { counted } from "../../functions/words/amounts.ts";
import { localTime } from "../../functions/words/times.ts";
import type { Asked } from "../asking.ts";
import { printListing, printRows } from "../formats/listing.ts";
import type { Column } from "../formats/table.ts";
import type { Style } from "../options.ts";
import type { World } from "../world.ts";

export interface ListedSilence {
  readonly silence: Silence;
  readonly phase: SilencePhase;
  /** How many open alerts it holds back now. */
  readonly holdsBack: number;
  /** Nothing that it is about is known. */
  readonly matchesNothing: boolean;
}

interface SilenceRow extends ListedSilence {
  readonly about: string;
  readonly from: string;
  readonly until: string;
}

const COLUMNS: readonly Column<SilenceRow>[] = [
  { header: "silence", rank: 10, value: ({ silence }) => silence.silenceId },
  { header: "about", rank: 9, least: 20, value: ({ about }) => about },
  { header: "until", rank: 8, value: ({ until }) => until },
  { header: "about now", rank: 7, right: true, value: holdsWords },
  { header: "who", rank: 6, least: 8, value: ({ silence }) => silence.by },
  { header: "why", rank: 5, least: 12, value: ({ silence }) => silence.reason },
  { header: "from", rank: 4, value: ({ from }) => from },
];

const FIELDS = [
  "silenceId",
  "systemId",
  "stationIds",
  "area",
  "rule",
  "from",
  "until",
  "reason",
  "by",
  "caller",
  "addedAt",
  "endedBy",
  "phase",
  "holdsBack",
  "matchesNothing",
] as const;

/** Prints silences: on a terminal with what each holds back now, and which are about nothing that is known. */
export async function printSilences(
  listed: readonly ListedSilence[],
  { format, utc }: Style,
  { systems, connection, now }: Asked,
  { terminal }: World,
): Promise<void> {
  if (format !== "table") {
    const rows = listed.map(({ silence, ...rest }) => ({ ...silence, ...rest }));
    printRows(rows, FIELDS, format, terminal);
    return;
  }
  const rows = await Promise.all(
    listed.map(async (one): Promise<SilenceRow> => {
      const { silence } = one;
      const timeZone = silence.systemId === undefined ? "UTC" : await systems.timeZone(silence.systemId, utc);
      const time = (iso: string) => localTime(Date.parse(iso), timeZone, now);
      return {
        ...one,
        about: await aboutWords(silence),
        from: time(silence.from),
        until: time(silence.until),
      };
    }),
  );
  const count = counted(rows.length, "silence");
  printListing(
    rows,
    COLUMNS,
    { nothing: "nothing is silenced", count, place: await connection.title() },
    terminal,
  );

  async function aboutWords({ systemId, stationIds, area, rule }: Silence): Promise<string> {
    const names = systemId === undefined ? null : (await systems.roster(systemId)).byId;
    const [first = ""] = stationIds ?? [];
    const place =
      area ??
      (stationIds === undefined
        ? "all stations"
        : stationIds.length === 1
          ? (names?.get(first)?.name ?? first)
          : `${stationIds.length} stations`);
    return [rule ?? "all rules", place, systemId ?? "all systems"].join(", ");
  }
}

function holdsWords({ phase, holdsBack, matchesNothing }: SilenceRow): string {
  if (phase === "over") return "over";
  if (matchesNothing) return "matches nothing";
  return phase === "planned" ? "planned" : String(holdsBack);
}
