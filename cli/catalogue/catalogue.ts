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

/** The header of systems.csv, by what is read of it. Source: README.md of MobilityData/gbfs. */
const COLUMNS = {
  countryCode: "Country Code",
  name: "Name",
  location: "Location",
  catalogueId: "System ID",
  discoveryUrl: "Auto-Discovery URL",
  versions: "Supported Versions",
  infoUrl: "Authentication Info URL",
  kind: "Authentication Type",
  names: "Authentication Parameter Name",
} as const;

type ColumnName = keyof typeof COLUMNS;

/** Columns that the catalogue has not always had. */
const OPTIONAL: ReadonlySet<ColumnName> = new Set(["versions", "infoUrl", "kind", "names"]);

/** The systems of a systems.csv. Throws a CsvError for a text that is none. */
export function readCatalogue(text: string): Catalogue {
  const [header, ...records] = parseCsv(text);
  if (header === undefined) throw new CsvError("it is empty");
  const titles = header.fields.map((title) => title.trim());
  const missing = names().filter((name) => !OPTIONAL.has(name) && !titles.includes(COLUMNS[name]));
  if (missing.length > 0) {
    const first = missing[0] === undefined ? "" : COLUMNS[missing[0]];
    throw new CsvError(`it has no column "${first}", expected the systems.csv of MobilityData's GBFS`);
  }
  const systems: CatalogueSystem[] = [];
  for (const { fields } of records) {
    if (fields.length !== titles.length) continue;
    const system = systemOf((name) => (fields[titles.indexOf(COLUMNS[name])] ?? "").trim());
    if (system.catalogueId !== "" && isWebAddress(system.discoveryUrl)) systems.push(system);
  }
  return { systems, leftOut: records.length - systems.length };
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function names(): ColumnName[] {
  return Object.keys(COLUMNS) as ColumnName[];
}

function systemOf(field: (name: ColumnName) => string): CatalogueSystem {
  return {
    countryCode: field("countryCode"),
    name: field("name"),
    location: field("location"),
    catalogueId: field("catalogueId"),
    discoveryUrl: field("discoveryUrl"),
    versions: field("versions"),
    authentication: {
      kind: KINDS.get(field("kind")) ?? "unknown",
      names: field("names")
        .split("|")
        .map((name) => name.trim())
        .filter((name) => name !== ""),
      infoUrl: field("infoUrl"),
    },
  };
}

const KINDS: ReadonlyMap<string, Authentication["kind"]> = new Map([
  ["", "none"],
  ["0", "none"],
  ["1", "query"],
  ["2", "header"],
]);
