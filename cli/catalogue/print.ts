import type { GbfsEntry } from "../../functions/systems/configuration.ts";
import { counted } from "../../functions/words/amounts.ts";
import { printable, shownJson } from "../../functions/words/text.ts";
import { printRows, printTable } from "../formats/listing.ts";
import type { Column } from "../formats/table.ts";
import type { Format } from "../options.ts";
import type { Terminal } from "../world.ts";
import type { Authentication, Catalogue } from "./catalogue.ts";
import { entryOf, HEADER_TO_FILL_IN, type ListedSystem, withSystemIds } from "./entry.ts";
import { isNamed, searchCatalogue, suggestion } from "./search.ts";

/** The most systems whose entries are printed; more would bury the table. */
const ENTRIES_SHOWN_MAX = 3;

/** Prints a table and, below it, entries for systems.json; as CSV the rows, as JSON only the entries. */
export function printFound(catalogue: Catalogue, query: string, format: Format, terminal: Terminal): void {
  if (catalogue.leftOut > 0) {
    terminal.say(`${counted(catalogue.leftOut, "row")} of the catalogue could not be read`);
  }
  const found = searchCatalogue(withSystemIds(catalogue.systems), query);
  if (format === "json" || format === "ndjson") {
    printEntries(found.map(entryOf), format, terminal);
    return;
  }
  if (format === "csv") {
    const rows = found.map((system) => ({ ...system, authentication: system.authentication.kind }));
    printRows(rows, FIND_COLUMNS, format, terminal);
    return;
  }
  const near = found.length > 0 ? null : suggestion(catalogue.systems, query);
  const nothing = `no system in the catalogue matches${near === null ? "" : `: did you mean ${near}?`}`;
  printTable(found, TABLE, nothing, terminal);
  if (found.length > 0) showEntries(found, query, terminal);
}

function printEntries(entries: readonly GbfsEntry[], format: "json" | "ndjson", terminal: Terminal): void {
  if (format === "json") terminal.write(`${shownJson(entries, 2)}\n`);
  else terminal.write(entries.map((entry) => `${shownJson(entry)}\n`).join(""));
}

/** Prints the entries of the systems that the query names in full, or else of all where there are few. */
function showEntries(found: readonly ListedSystem[], query: string, terminal: Terminal): void {
  const named = found.filter((system) => isNamed(system, query));
  const meant = named.length > 0 ? named : found.length <= ENTRIES_SHOWN_MAX ? found : [];
  if (meant.length === 0) {
    terminal.say(
      `${found.length} systems: ask for one by its name or id, and its entry for systems.json is printed`,
    );
    return;
  }
  for (const system of meant) {
    const { authentication } = system;
    const entry = entryOf(system);
    terminal.write(`\n${shownJson(entry, 2)}\n`);
    if (system.discoveryUrl.startsWith("http:")) {
      terminal.say(`${printable(system.systemId)}: the catalogue lists http:, only https: is fetched`);
    }
    if (authentication.kind === "none") continue;
    terminal.say(printable(`${system.systemId}: ${keyWords(authentication, entry)}`));
  }
  const what = meant.length === 1 ? "it" : "one of them";
  terminal.say(
    `\nAdd ${what} to systems in systems.json; stationwatch systems check then says what it is worth.`,
  );
}

function keyWords({ infoUrl, kind }: Authentication, { apiKey, headers }: GbfsEntry): string {
  const how = infoUrl === "" ? "" : `, which ${infoUrl} tells how to get`;
  if (apiKey === undefined) return `it needs a key in a way that is not supported (${kind})${how}`;
  const place = "environment" in apiKey ? apiKey.environment : "";
  const filled = headers === undefined ? "" : `; its operator says what replaces ${HEADER_TO_FILL_IN}`;
  return `it needs a key${how}: put it into the variable ${place}, or name ssmParameter or secret${filled}`;
}

const FIND_COLUMNS = [
  "systemId",
  "name",
  "location",
  "countryCode",
  "versions",
  "authentication",
  "catalogueId",
  "discoveryUrl",
] as const;

const TABLE: readonly Column<ListedSystem>[] = [
  { header: "system", rank: 10, least: 12, value: ({ systemId }) => systemId },
  { header: "name", rank: 9, least: 10, value: ({ name }) => name },
  { header: "place", rank: 8, least: 8, value: ({ location }) => location },
  { header: "country", rank: 6, value: ({ countryCode }) => countryCode },
  { header: "versions", rank: 5, value: ({ versions }) => versions.replaceAll(" ; ", ", ") },
  { header: "key", rank: 7, value: ({ authentication: { kind } }) => (kind === "none" ? "" : kind) },
];
