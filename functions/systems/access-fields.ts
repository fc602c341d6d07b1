import * as z from "zod";

/** What a feed asks of its callers: API keys, which are kept elsewhere, and headers, which are not secret. */

const PLACE_EXPECTED = "the name of the place where the key is kept";
const KEY_EXPECTED =
  'where the key is kept, never the key: {"environment": …}, {"ssmParameter": …} or {"secret": …}';

function place(pattern: RegExp, description: string) {
  return z.string(PLACE_EXPECTED).regex(pattern, PLACE_EXPECTED).meta({ description });
}

const PLACES = {
  environment: place(/^[A-Za-z_]\w{0,127}$/, "Name of an environment variable."),
  ssmParameter: place(/^[\w./-]{1,1011}$/, "Name of a parameter in the SSM parameter store."),
  secret: place(/^[\w/+=.@-]{1,512}$/, "Name of a secret in Secrets Manager."),
};

/** Headers that the fetcher sets itself, and those of the connection. */
const RESERVED_HEADER =
  /^(?:accept|accept-encoding|connection|content-.*|cookie|expect|host|if-.*|keep-alive|proxy-.*|range|te|trailer|transfer-encoding|upgrade|user-agent)$/i;
const TOKEN = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$/;

const IN_REQUEST = {
  in: z
    .literal(["header", "query"], '"header" or "query"')
    .meta({ description: "Whether the key goes into a header or into the query." }),
  name: z
    .string("the name of the header or of the query's parameter")
    .regex(TOKEN, "the name of the header or of the query's parameter")
    .refine((name) => !RESERVED_HEADER.test(name), "a name that requests do not set themselves")
    .meta({ description: "Name of the header or of the query's parameter, such as Authorization." }),
};

function keyKept<Fields extends z.core.$ZodShape>(fields: Fields, expected: string) {
  const places = [
    z.strictObject({ environment: PLACES.environment, ...fields }),
    z.strictObject({ ssmParameter: PLACES.ssmParameter, ...fields }),
    z.strictObject({ secret: PLACES.secret, ...fields }),
  ] as const;
  return z.union(places, expected);
}

export const API_KEY = keyKept({}, KEY_EXPECTED).meta({
  description: "Where the key is kept, never the key.",
});

const MAIL_EXPECTED = 'the parameter that holds the mail address: {"ssmParameter": …}';

export const MAIL_ADDRESS = z
  .strictObject({ ssmParameter: PLACES.ssmParameter }, MAIL_EXPECTED)
  .meta({ description: "Where the mail address is kept, which the deployment reads." });

export const ADDRESS = keyKept(
  {},
  'where the address is kept, never the address: {"environment": …}, {"ssmParameter": …} or {"secret": …}',
).meta({ description: "Where the address is kept, never the address." });

/** A key and how it is sent: GBFS leaves that to each operator. */
export const API_KEY_IN_REQUEST = keyKept(
  IN_REQUEST,
  `${KEY_EXPECTED}, and how it is sent: "in": "header" or "query", "name": …`,
).meta({ description: "Where the key is kept, never the key, and how it is sent to the host of url." });

const NAME_EXPECTED = "a header of 1 to 64 letters, digits or hyphens";
const OWN_NAME_EXPECTED = "a header of another name: requests set this one themselves";
const SECRET_EXPECTED = "no secret: keys belong in apiKey";
const TEXT_EXPECTED = "a text of 1 to 200 characters of ASCII";
const HEADERS_MAX = 10;

export const HEADERS = z
  .record(
    z.string(),
    z.string(TEXT_EXPECTED).regex(/^[!-~](?:[ -~]{0,198}[!-~])?$/, TEXT_EXPECTED),
    "an object of headers",
  )
  .superRefine((headers, context) => {
    for (const name of Object.keys(headers)) {
      const expected = nameExpected(name);
      if (expected !== null) context.addIssue({ code: "custom", path: [name], message: expected });
    }
  })
  .refine((headers) => Object.keys(headers).length <= HEADERS_MAX, `at most ${HEADERS_MAX} headers`)
  .meta({
    description:
      "Headers that the operator asks for, such as Client-Identifier, sent to the host of url. Secrets go into apiKey.",
  });

function nameExpected(name: string): string | null {
  if (!TOKEN.test(name)) return NAME_EXPECTED;
  if (RESERVED_HEADER.test(name)) return OWN_NAME_EXPECTED;
  return /^(?:authorization|.*api-?key)$/i.test(name) ? SECRET_EXPECTED : null;
}
