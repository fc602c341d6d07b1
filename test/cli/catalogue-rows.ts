import { csvLine } from "../../functions/words/csv.ts";

/** A row of the catalogue; missing fields have an ordinary system's values. */
export interface CatalogueRow {
  readonly id: string;
  readonly name?: string;
  readonly location?: string;
  readonly country?: string;
  readonly url?: string;
  readonly auth?: string;
  readonly parameter?: string;
}

const HEADER = [
  "Country Code",
  "Name",
  "Location",
  "System ID",
  "URL",
  "Auto-Discovery URL",
  "Supported Versions",
  "Authentication Info URL",
  "Authentication Type",
  "Authentication Parameter Name",
];

/** Writes a systems.csv of these rows. */
export function catalogueOf(rows: readonly CatalogueRow[]): string {
  const lines = rows.map((row) => {
    const { id, name = "Bikes", location = "Town", country = "NL", auth = "", parameter = "" } = row;
    const { url = "https://feeds.example/gbfs.json" } = row;
    const infoUrl = auth === "" ? "" : "https://feeds.example/keys";
    return [country, name, location, id, "https://feeds.example", url, "2.3 ; 3.0", infoUrl, auth, parameter];
  });
  return [HEADER, ...lines].map((fields) => `${csvLine(fields)}\n`).join("");
}
