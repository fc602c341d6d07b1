import type { IncomingMessage } from "node:http";
import { describe, expect, test } from "vitest";
import { redirectOf } from "../../functions/feeds/answer.ts";

function redirect(from: string, location: string | undefined, statusCode = 302): string | null {
  const response = { statusCode, headers: { location } } as Partial<IncomingMessage>;
  return redirectOf(new URL(from), response as IncomingMessage)?.href ?? null;
}

describe("a redirect", () => {
  test.each([
    ["https://a.example/x/y", "https://b.example/z", "https://b.example/z"],
    ["https://a.example/x/y", "/z", "https://a.example/z"],
    ["https://a.example/x/y", "//b.example/z", "https://b.example/z"],
    ["http://127.0.0.1:80/", "http://127.0.0.1:81/", "http://127.0.0.1:81/"],
    ["http://127.0.0.1/", "https://b.example/", "https://b.example/"],
  ])("from %s to %s leads to %s", (from, location, to) => {
    for (const status of [301, 302, 303, 307, 308]) expect(redirect(from, location, status)).toBe(to);
  });

  test.each([
    ["http://a.example/", "it redirects from https: to http:"],
    ["http://127.0.0.1/", "it redirects from https: to http:"],
    ["HTTP://a.example/", "it redirects from https: to http:"],
    ["file:///etc/passwd", "it redirects from https: to file:"],
    ["data:,x", "it redirects from https: to data:"],
    ["http://[", "it redirects to an invalid URL"],
  ])("from https: to %s is refused", (location, why) => {
    expect(() => redirect("https://a.example/", location)).toThrow(why);
  });

  test.each([
    ["without a location", undefined, 302],
    ["of a status that is none", "https://b.example/", 200],
    ["of a status that is none", "https://b.example/", 300],
    ["of a status that is none", "https://b.example/", 304],
  ])("%s is an answer itself", (_, location, status) => {
    expect(redirect("https://a.example/", location, status)).toBeNull();
  });
});
