import type { CityServerOptions } from "../../../local/city/serve.ts";

/** Something that goes wrong with one request. */
export interface Trouble {
  /** 200 where absent. */
  readonly status?: number;
  /** Empty where absent. */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** No answer: the connection is cut. */
  readonly hangUp?: boolean;
}

/** Answers in a city's place with the trouble of a path; null lets the city answer. */
export function troubled(
  troubleOf: (path: string) => Trouble | null,
): NonNullable<CityServerOptions["intercept"]> {
  return (path, response) => {
    const trouble = troubleOf(path);
    if (trouble === null) return false;
    const { status = 200, body = "", headers = { "content-type": "text/plain" } } = trouble;
    if (trouble.hangUp === true) response.destroy();
    else response.writeHead(status, headers).end(body);
    return true;
  };
}
