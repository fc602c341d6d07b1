import { CsvError, parseCsv } from "./csv.ts";

/** One row of the catalogue; what it does not say is an empty text. */
export interface CatalogueSystem {
  readonly countryCode: string;
  readonly name: string;
  readonly location: string;
  /** As the catalogue writes it: it may have spaces, and two systems may have the same. */
  readonly catalogueId: string;
  readonly discoveryUrl: string;
  /** Versions with ` ; ` between. */
  readonly versions: string;
  readonly authentication: Authentication;
}

export interface Authentication {
  readonly kind: "none" | "query" | "header" | "unknown";
  /** Names of the parameters or headers that carry what is needed. */
  readonly names: readonly string[];
  /** Where the operator says how to get it. */
  readonly infoUrl: string;
}

export interface Catalogue {
  readonly systems: readonly CatalogueSystem[];
  /** Rows without a system: too few or too many fields, no id or no address. */
  readonly leftOut: number;
}

/** Columns that the catalogue has always had. Source: README.md of MobilityData/gbfs. */
const NEEDED = ["Country Code", "Name", "Location", "System ID", "Auto-Discovery URL"] as const;

/** Columns that it has had since. */
type Column =
  | (typeof NEEDED)[number]
  | "Supported Versions"
  | "Authentication Info URL"
  | "Authentication Type"
  | "Authentication Parameter Name";

/** The systems of a systems.csv. Throws a CsvError for a text that is none. */
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
