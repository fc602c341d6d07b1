import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { quoted } from "../../functions/words/text.ts";
import { answerError, ServiceError } from "./json-answer.ts";

const LOOPBACK_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;

/**
 * Makes a server refuse what a browser sends: a page of any origin could otherwise read tables and put records, since
 * the emulators take any signature and allow every origin. A Host that is not this machine's is a name of somebody
 * else's that was bound to it. No preflight is answered.
 */
export function guardFromPages(server: Server): void {
  const emit = server.emit.bind(server) as (event: string, ...given: unknown[]) => boolean;
  const guarded = (event: string, ...given: unknown[]): boolean => {
    if (event !== "request") return emit(event, ...given);
    const [request, response] = given as [IncomingMessage, ServerResponse];
    const reason = refusalOf(request);
    if (reason === null) return emit(event, ...given);
    request.resume();
    response.setHeader("Connection", "close");
    const refusal = new ServiceError("AccessDeniedException", `${reason}: only programs are answered`, 403);
    answerError(response, refusal);
    return true;
  };
  server.emit = guarded as typeof server.emit;
}

/** Returns why a request is refused; null when it is not. */
function refusalOf({ method, headers }: Pick<IncomingMessage, "method" | "headers">): string | null {
  if (headers.origin !== undefined || headers["sec-fetch-site"] !== undefined || method === "OPTIONS")
    return "the request comes from a web page";
  if (LOOPBACK_HOST.test(headers.host ?? "")) return null;
  return `the request's Host is ${quoted(headers.host)}, expected one of this machine`;
}
