import { describe, expect, it } from "vitest";
import { createFetcher } from "../../functions/feeds/fetcher.ts";
import { parseJson } from "../../functions/feeds/json.ts";
import { reasonOf } from "./bodies.ts";
import { serve } from "./feed-server.ts";

async function refusal(status: number, headers: Record<string, string>, body: string): Promise<string> {
  const server = await serve((_, response) => response.writeHead(status, headers).end(body));
  const fetcher = createFetcher({ contact: null, loopbackHttp: true });
  const reason = reasonOf(await fetcher.get(`${server.url}/s`, null));
  fetcher.close();
  return reason.slice(`${server.url}/s: `.length);
}

const HTML = { "content-type": "text/html; charset=UTF-8" };
const JSON_TYPE = { "content-type": "application/json" };

describe("a refusal", () => {
  it.each<[string, number, Record<string, string>, string, string]>([
    [
      "Cloudflare",
      403,
      { ...HTML, "cf-mitigated": "challenge" },
      "<html>",
      "a check for browsers (Cloudflare): the operator has to let",
    ],
    [
      "Cloudflare",
      503,
      HTML,
      "<!DOCTYPE html><title>Just a moment...</title>",
      "a check for browsers (Cloudflare)",
    ],
    [
      "DataDome",
      403,
      HTML,
      "<html><script src='https://ct.captcha-delivery.com/c.js'></script>",
      "(DataDome)",
    ],
    ["Akamai", 403, HTML, "<HTML><H1>Access Denied</H1>Reference&#32;&#35;18&#46;2d3a", "(Akamai)"],
    ["Imperva", 403, HTML, "<html><iframe src='/_Incapsula_Resource?x'></iframe>", "(Imperva)"],
    ["AWS", 202, { "x-amzn-waf-action": "challenge" }, "", "a check for browsers (AWS WAF)"],
    [
      "whom it may concern",
      429,
      HTML,
      "<html><p>Please verify you are a human</p>",
      "a check for browsers: ",
    ],
  ])("by a check of %s is told as such", async (_, status, headers, body, expected) => {
    const reason = await refusal(status, headers, body);
    expect(reason).toContain(`answered with status ${status}, expected 200: `);
    expect(reason).toContain(expected);
  });

  it("with a page tells its title, and what may help", async () => {
    expect(await refusal(403, HTML, "<html><head><title>\n Forbidden </title></head>")).toBe(
      'answered with status 403, expected 200: a page of HTML for browsers with the title "Forbidden"; perhaps the operator has to let this program through, which names itself in User-Agent',
    );
  });

  it.each([
    ['{"error":{"code":9,"message":"API key missing"}}', '"API key missing"'],
    ['{"message":"Forbidden"}', '"Forbidden"'],
    ['{"error":"quota"}', '"quota"'],
    ["Too many\nrequests", '"Too many requests"'],
  ])("of %j says it", async (body, said) => {
    expect(await refusal(403, JSON_TYPE, body)).toBe(
      `answered with status 403, expected 200: it says ${said}`,
    );
  });

  it.each(["", "{}", "null", "[1]", '{"message":7}'])("of %j says no more than its status", async (body) => {
    expect(await refusal(403, JSON_TYPE, body)).toBe("answered with status 403, expected 200");
  });

  it("whose page does not come is told by its status", async () => {
    const server = await serve((_, response) => {
      response.writeHead(503, HTML);
      response.write("<html><title>Wait</title>");
    });
    const fetcher = createFetcher({ contact: null, loopbackHttp: true });
    expect(reasonOf(await fetcher.get(server.url, null))).toContain(
      '503, expected 200: a page of HTML for browsers with the title "Wait"',
    );
    fetcher.close();
  });
});

describe("a page in place of JSON", () => {
  it.each([
    [
      "<!-- x -->\n<!doctype html><title>GBFS &amp; you</title>",
      'a page of HTML for browsers with the title "GBFS &amp; you"',
    ],
    [
      "<html><a href='https://a.example/gbfs/gbfs.json'>feed</a>",
      "which links to https://a.example/gbfs/gbfs.json",
    ],
    ["<html><div>Pardon Our Interruption</div>", "a check for browsers (Imperva)"],
  ])("%j is told as such", (text, expected) => {
    expect(reasonOf(parseJson(text))).toContain(
      `the body is no JSON, but ${expected.startsWith("which") ? "" : expected}`,
    );
    expect(reasonOf(parseJson(text))).toContain(expected);
  });

  it("is not seen in XML", () => {
    expect(reasonOf(parseJson("<?xml version='1.0'?><a/>"))).toContain("it starts with");
  });
});
