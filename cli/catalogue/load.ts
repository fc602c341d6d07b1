import { readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { createFetcher } from "../../functions/feeds/fetcher.ts";
import { BAD_INPUT, FAILED, UserError } from "../user-error.ts";
import { type Catalogue, readCatalogue } from "./catalogue.ts";
import { CsvError } from "./csv.ts";

const CATALOGUE_URL = "https://raw.githubusercontent.com/MobilityData/gbfs/master/systems.csv";
/** The public catalogue has about 200,000 bytes. */
const CATALOGUE_BYTES_MAX = 8_000_000;

/** Loads the catalogue from a URL or a file, by default the public one. Throws a UserError when it cannot. */
export async function loadCatalogue(asked: string | undefined, folder: string): Promise<Catalogue> {
  const place = asked ?? CATALOGUE_URL;
  const isUrl = /^https?:\/\//i.test(place);
  const text = isUrl ? await fetchText(place) : await readText(resolve(folder, place), place);
  try {
    return readCatalogue(text);
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    const sentence = `${place}: is not a catalogue of systems: ${cause.message}`;
    throw new UserError(sentence, isUrl ? FAILED : BAD_INPUT, { cause });
  }
}

/** Fetches a URL. Plain HTTP works for this machine only, for tests and mirrors. */
async function fetchText(url: string): Promise<string> {
  const limits = { wireBytesMax: CATALOGUE_BYTES_MAX, bodyBytesMax: CATALOGUE_BYTES_MAX };
  const fetcher = createFetcher({ contact: null, loopbackHttp: /^http:/i.test(url), ...limits });
  try {
    const fetched = await fetcher.get(url, null);
    if (fetched.type === "fetched") return fetched.text;
    const why = fetched.type === "failed" ? fetched.reason : "it answered that nothing has changed";
    throw new UserError(`the catalogue cannot be fetched: ${why}`, FAILED);
  } finally {
    fetcher.close();
  }
}

async function readText(file: string, asked: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > CATALOGUE_BYTES_MAX) {
      throw new UserError(`${asked}: is longer than ${CATALOGUE_BYTES_MAX} bytes`, BAD_INPUT);
    }
    return await readFile(file, "utf8");
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    const { code = "unknown" } = cause as NodeJS.ErrnoException;
    const sentence = `${asked}: cannot be read (${code}), expected a URL or a systems.csv`;
    throw new UserError(sentence, BAD_INPUT, { cause });
  }
}
