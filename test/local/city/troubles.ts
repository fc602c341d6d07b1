import type { CityServerOptions } from "../../../local/city/serve.ts";

/** Something that goes wrong with one request. */
export interface Trouble {
  /** 200 when absent. */
  readonly status?: number;
  /** Empty when absent. */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sends no answer and cuts the connection. */
  readonly hangUp?: boolean;
}

/** Answers with the trouble of a path instead of the city; null lets the city answer. */
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
