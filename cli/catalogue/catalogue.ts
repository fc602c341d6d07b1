import { CsvError, parseCsv } from "./csv.ts";

/** One row of the catalogue; an absent value is an empty text. */
export interface CatalogueSystem {
  readonly countryCode: string;
  readonly name: string;
  readonly location: string;
  /** The id as the catalogue writes it: it may have spaces, and two systems may share it. */
  readonly catalogueId: string;
  readonly discoveryUrl: string;
  /** GBFS versions, separated by ` ; `. */
  readonly versions: string;
  readonly authentication: Authentication;
}

export interface Authentication {
  readonly kind: "none" | "query" | "header" | "unknown";
  /** Names of the query parameters or headers that carry the key. */
  readonly names: readonly string[];
  /** The operator's page on how to get the key. */
  readonly infoUrl: string;
}

export interface Catalogue {
  readonly systems: readonly CatalogueSystem[];
  /** Number of rows that were skipped: too few or too many fields, no id or no address. */
  readonly leftOut: number;
}

/** Columns that the catalogue has always had. Source: README.md of MobilityData/gbfs. */
const NEEDED = ["Country Code", "Name", "Location", "System ID", "Auto-Discovery URL"] as const;

/** The needed columns and those that were added later. */
type Column =
  | (typeof NEEDED)[number]
  | "Supported Versions"
  | "Authentication Info URL"
  | "Authentication Type"
  | "Authentication Parameter Name";

/** Reads the systems of a systems.csv. Throws a CsvError when the text is not one. */
export function readCatalogue(text: string): Catalogue {
  const [header, ...records] = parseCsv(text);
  if (header === undefined) throw new CsvError("it is empty");
  const titles = header.map((title) => title.trim());
  const missing = NEEDED.find((title) => !titles.includes(title));
  if (missing !== undefined)
    throw new CsvError(`it has no column "${missing}", expected the systems.csv of MobilityData's GBFS`);
  const systems: CatalogueSystem[] = [];
  for (const fields of records) {
    if (fields.length !== titles.length) continue;
    const system = systemOf((title) => (fields[titles.indexOf(title)] ?? "").trim());
    if (system.catalogueId !== "" && isWebAddress(system.discoveryUrl)) systems.push(system);
  }
  return { systems, leftOut: records.length - systems.length };
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function systemOf(field: (title: Column) => string): CatalogueSystem {
  return {
    countryCode: field("Country Code"),
    name: field("Name"),
    location: field("Location"),
    catalogueId: field("System ID"),
    discoveryUrl: field("Auto-Discovery URL"),
    versions: field("Supported Versions"),
    authentication: {
      kind: KINDS.get(field("Authentication Type")) ?? "unknown",
      names: field("Authentication Parameter Name")
        .split("|")
        .map((name) => name.trim())
        .filter((name) => name !== ""),
      infoUrl: field("Authentication Info URL"),
    },
  };
}

const KINDS: ReadonlyMap<string, Authentication["kind"]> = new Map([
  ["", "none"],
  ["0", "none"],
  ["1", "query"],
  ["2", "header"],
]);
