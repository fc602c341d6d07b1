/** A kind of body by which parsing costs far more memory than the text, or as much as it may. */
export interface CostlyBody {
  readonly name: string;
  /** Makes a body of about that many bytes. */
  readonly of: (bytes: number) => string;
  /** What becomes of the poll: a feed that is large and has what feeds have is read. */
  readonly poll: "good" | "failed";
}

/** Repeats pieces, each made by its number, up to the length. */
function repeated(bytes: number, piece: (at: number) => string): string {
  const pieces: string[] = [];
  for (let at = 0, length = 0; length < bytes; at++) {
    const one = piece(at);
    pieces.push(one);
    length += one.length;
  }
  return pieces.join("");
}

const inList = (inside: string) => `{"data":{"stations":[${inside}0]}}`;
const named = (at: number) => at.toString(36);

/** Twice the largest feed that is known. */
const FEED_BYTES_MAX = 8_000_000;

function station(at: number): string {
  return JSON.stringify({
    station_id: `station-${at % 9_000}`,
    num_bikes_available: at % 20,
    num_docks_available: at % 15,
    is_installed: true,
    is_renting: true,
    is_returning: true,
    last_reported: 1_700_000_000 + at,
    vehicle_types_available: [
      { vehicle_type_id: "bike", count: at % 20 },
      { vehicle_type_id: "e-bike", count: 0 },
    ],
  });
}

/** The worst that is known: JSON.parse takes up to 54 bytes for a byte of these, and most of its time. */
export const COSTLY_BODIES: readonly CostlyBody[] = [
  {
    name: "brackets",
    of: (bytes) => inList(`${"[".repeat(bytes / 2)}${"]".repeat(bytes / 2)},`),
    poll: "failed",
  },
  { name: "flat objects", of: (bytes) => inList("{},".repeat(bytes / 3)), poll: "failed" },
  { name: "flat lists", of: (bytes) => inList("[],".repeat(bytes / 3)), poll: "failed" },
  {
    name: "single names",
    of: (bytes) => inList(repeated(bytes, (at) => `{"${named(at)}":1},`)),
    poll: "failed",
  },
  {
    name: "many names",
    of: (bytes) => `{${repeated(bytes, (at) => `"k${named(at)}":1,`)}"data":0}`,
    poll: "failed",
  },
  {
    name: "names within names",
    of: (bytes) => {
      const depth = Math.floor(bytes / 9);
      return `${Array.from({ length: depth }, (_, at) => `{"${named(at)}":`).join("")}0${"}".repeat(depth)}`;
    },
    poll: "failed",
  },
  {
    name: "pairs of names",
    of: (bytes) =>
      inList(repeated(bytes, (at) => `{"${named(at % 999)}":1,"x${named(Math.floor(at / 999))}":1},`)),
    poll: "failed",
  },
  { name: "numbers", of: (bytes) => inList("0.5,".repeat(bytes / 4)), poll: "failed" },
  { name: "digits", of: (bytes) => inList("1,".repeat(bytes / 2)), poll: "failed" },
  { name: "texts", of: (bytes) => inList(repeated(bytes, (at) => `"${named(at)}",`)), poll: "failed" },
  {
    name: "control characters in a text",
    of: (bytes) => `{"data":"${"\u0001".repeat(bytes)}"}`,
    poll: "failed",
  },
  { name: "bad escapes in a text", of: (bytes) => `{"data":"${"\\q".repeat(bytes / 2)}"}`, poll: "failed" },
  {
    name: "one text beyond Latin",
    of: (bytes) => inList(`"\u2603${"x".repeat(bytes - 3)}",`),
    poll: "failed",
  },
  {
    name: "a large feed",
    of: (bytes) =>
      `{"data":{"stations":[${repeated(Math.min(bytes, FEED_BYTES_MAX), (at) => `${station(at)},`)}${station(0)}]}}`,
    poll: "good",
  },
];
