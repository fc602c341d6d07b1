import fc from "fast-check";

/** Hostile inputs, and small changes of valid ones. */

/** Too deep for any recursion: JSON.parse reads it all the same. */
const DEPTH = 9_000;
const ENTRIES = 12_000;

/** JSON texts that JSON.stringify never writes, by the placeholders that stand for them. */
const WRITTEN_OUT = new Map([
  ["@nested@", "[".repeat(DEPTH) + "]".repeat(DEPTH)],
  ["@tower@", '{"a":'.repeat(DEPTH) + "0".padEnd(DEPTH + 1, "}")],
  ["@many@", `[${"0,".repeat(ENTRIES)}0]`],
  ["@endless@", "1e999"],
  ["@minus-zero@", "-0"],
  ["@long@", `1${"0".repeat(400)}`],
  ["@proto@", '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"toJSON":1,"then":1}'],
]);

const HOSTILE_TEXTS = [
  "",
  " ",
  "\u0000",
  "\u001b[2J",
  "a\nb. c\n",
  "\ud800",
  "\udfff!",
  "\u2028\u202e",
  "NaN",
  "Infinity",
  "-0",
  "1e999",
  "0x10",
  "9007199254740993",
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "%00%ZZ",
  "http://[",
  "https://x.example/../..//",
  "javascript:0",
  "9999-12-31T23:59:59-23:59",
  "-271821-04-20T00:00:00Z",
];

export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...HOSTILE_TEXTS) },
  fc.constantFrom("x".repeat(5_000), "😀".repeat(500), "/".repeat(3_000), `${"\u00ff".repeat(400)}\u0001`),
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.string({ unit: "grapheme-ascii", maxLength: 30 }),
);

const hostileNumber = fc.constantFrom(-1, 0.5, 1e21, 2 ** 53, 2 ** 53 + 2, -(2 ** 60), 1e300, 5e-324, 86_400);

/** Any JSON value; jsonText replaces the placeholders of WRITTEN_OUT. */
const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...WRITTEN_OUT.keys()) },
  { weight: 3, arbitrary: hostileNumber },
  { weight: 2, arbitrary: fc.constantFrom("x".repeat(5_000), "😀".repeat(500)) },
  { weight: 3, arbitrary: hostileText },
  { weight: 2, arbitrary: fc.constantFrom<unknown>(null, true, false, 0, 1, [], {}, [[]], [null]) },
  fc.jsonValue({ maxDepth: 2, stringUnit: "binary" }),
);

/** The JSON text of a value with hostile parts. */
function jsonText(value: unknown): string {
  return JSON.stringify(value).replace(/"(@[a-z-]+@)"/g, (text, name) => WRITTEN_OUT.get(name) ?? text);
}

const POISON = { polluted: 1 };

type Owner = Record<string, unknown>;

/** Every place in a value where something else can be put. */
function placesIn(root: Owner): [Owner, string][] {
  const places: [Owner, string][] = [];
  const owners: Owner[] = [root];
  for (let owner = owners.pop(); owner !== undefined; owner = owners.pop()) {
    for (const [key, value] of Object.entries(owner)) {
      places.push([owner, key]);
      if (typeof value === "object" && value !== null) owners.push(value as Owner);
    }
  }
  return places;
}

const change = fc.record({
  kind: fc.constantFrom("replace", "delete", "repeat", "swap", "wrap", "add", "poison"),
  place: fc.nat(),
  other: fc.nat(),
  key: fc.oneof(fc.constantFrom("__proto__", "constructor", "length", "v"), hostileText),
  value: hostileValue,
});
type Change = typeof change extends fc.Arbitrary<infer Value> ? Value : never;

function changed(example: unknown, changes: readonly Change[]): unknown {
  const root: Owner = { value: structuredClone(example) };
  for (const { kind, place, other, key, value } of changes) {
    const places = placesIn(root);
    const [owner, name] = places[place % places.length] ?? [root, "value"];
    const [otherOwner, otherName] = places[other % places.length] ?? [root, "value"];
    const here = owner[name];
    if (kind === "delete" && owner !== root) {
      if (Array.isArray(owner)) owner.splice(Number(name), 1);
      else delete owner[name];
    } else if (kind === "repeat" && Array.isArray(owner)) owner.push(structuredClone(here));
    else if (kind === "swap") put(owner, name, otherOwner[otherName]);
    else if (kind === "wrap") put(owner, name, [here]);
    else if (kind === "add" && typeof here === "object" && here !== null) put(here as Owner, key, value);
    else if (kind === "poison" && typeof here === "object" && here !== null)
      put(here as Owner, "__proto__", POISON);
    else put(owner, name, value);
  }
  return root.value;
}

/** Sets an own property whatever its name, in a copy. */
function put(owner: Owner, key: string, value: unknown): void {
  if (Array.isArray(owner) && key === "length") return;
  const own = { value: structuredClone(value), enumerable: true, configurable: true, writable: true };
  if (!Array.isArray(owner) || Object.hasOwn(owner, key)) Object.defineProperty(owner, key, own);
  else owner.push(own.value);
}

/** JSON texts: arbitrary ones, and the examples with up to three changes. */
export function jsonLike(...examples: readonly unknown[]): fc.Arbitrary<string> {
  const changes = fc.array(change, { maxLength: 3 });
  const changedExample = fc.tuple(fc.constantFrom(...examples), changes).map(([example, some]) => {
    return jsonText(changed(example, some) ?? null);
  });
  const texts = examples.map((example) => JSON.stringify(example));
  return fc.oneof(
    { weight: 6, arbitrary: changedExample },
    { weight: 2, arbitrary: textLike(...texts) },
    fc.oneof(hostileValue.map(jsonText), fc.constant("[".repeat(DEPTH)), hostileText),
  );
}

/** The same, as values. */
export function valueLike(...examples: readonly unknown[]): fc.Arbitrary<unknown> {
  return jsonLike(...examples).map((text) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      return text;
    }
  });
}

const cut = fc.record({
  kind: fc.constantFrom("truncate", "delete", "repeat", "flip", "insert", "overwrite"),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  share: fc.double({ min: 0, max: 0.2, noNaN: true }),
  bit: fc.nat({ max: 7 }),
  text: hostileText,
});

/** Texts: arbitrary ones, and fragments of the examples. */
export function textLike(...examples: readonly string[]): fc.Arbitrary<string> {
  const cutUp = fc
    .tuple(fc.constantFrom(...examples), fc.array(cut, { maxLength: 3 }))
    .map(([example, cuts]) =>
      cuts.reduce((text, { kind, at, share, bit, text: inserted }) => {
        const from = Math.floor(at * text.length);
        const to = from + Math.ceil(share * text.length);
        if (kind === "truncate") return text.slice(0, from);
        if (kind === "delete") return text.slice(0, from) + text.slice(to);
        if (kind === "repeat") return text.slice(0, to) + text.slice(from);
        if (kind === "insert") return text.slice(0, from) + inserted + text.slice(from);
        if (kind === "overwrite") return text.slice(0, from) + inserted + text.slice(from + 1);
        const flipped = String.fromCharCode(text.charCodeAt(from) ^ (1 << bit));
        return text.slice(0, from) + flipped + text.slice(from + 1);
      }, example),
    );
  return fc.oneof({ weight: 3, arbitrary: cutUp }, hostileText);
}

/** Bytes: arbitrary ones, and fragments of the examples. */
export function bytesLike(...examples: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const cutUp = textLike(...examples.map((bytes) => Buffer.from(bytes).toString("latin1")));
  return fc.oneof(
    { weight: 3, arbitrary: cutUp.map((text) => new Uint8Array(Buffer.from(text, "latin1"))) },
    fc.uint8Array({ maxLength: 200 }),
  );
}

/** Pieces whose repetition has made many a pattern slow. */
const PIECES = [" ", "a", "/", ",", '""', "[", "\\n", "-", ";", "0", "Mo ", "a,", "\n", "😀"];
const REPEATED_CHARACTERS = 150_000;

/** Texts of 150,000 characters, on which work that grows with the square of the length does not end. */
export function longTexts(starts: readonly string[] = ["", '"']): string[] {
  return PIECES.flatMap((piece) => {
    const repeated = piece.repeat(Math.ceil(REPEATED_CHARACTERS / piece.length));
    return starts.map((start) => `${start}${repeated}!`);
  });
}
