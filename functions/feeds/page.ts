import type { IncomingHttpHeaders } from "node:http";
import { inQuotes } from "../words/text.ts";

/** Pages that come in place of a feed: for people, or a check that a program cannot pass. */

/** In every sentence about such a page, and in no other. */
export const FOR_BROWSERS = "for browsers";
/** What helps. */
export const REMEDY = "the operator has to let this program through, which names itself in User-Agent";

const TITLE_CHARACTERS_MAX = 60;
/** A page says in its first part what it is. */
const PAGE_CHARACTERS_MAX = 64_000;

interface Wall {
  readonly name: string;
  /** Null where its headers are on every answer, so that only the page tells. */
  readonly headers: RegExp | null;
  readonly page: RegExp;
}

/** Who puts checks in front of servers, by a line of their headers or by words of their pages. */
const WALLS: readonly Wall[] = [
  {
    name: "Cloudflare",
    headers: /^cf-mitigated: /m,
    page: /cdn-cgi\/challenge-platform|challenges\.cloudflare\.com|Just a moment\.\.\.|Attention Required! \| Cloudflare|cf-browser-verification/i,
  },
  { name: "DataDome", headers: /^x-(datadome|dd-b)/m, page: /captcha-delivery\.com|datadome/i },
  {
    name: "Akamai",
    headers: null,
    page: /errors\.edgesuite\.net|Reference(\s|&#32;)*(#|&#35;)|sec-if-cpt-container|akam\/\d/i,
  },
  {
    name: "Imperva",
    headers: null,
    page: /_Incapsula_Resource|Incapsula incident|Pardon Our Interruption/i,
  },
  { name: "AWS WAF", headers: /^x-amzn-waf-action: /m, page: /awswaf\.com|AwsWafIntegration|aws-waf-token/i },
  { name: "HUMAN", headers: /^x-px-/m, page: /px-captcha|perimeterx|_pxAppId/i },
  { name: "Sucuri", headers: /^x-sucuri-block: /m, page: /Sucuri WebSite Firewall/i },
  { name: "Vercel", headers: /^x-vercel-mitigated: /m, page: /Vercel Security Checkpoint/i },
  { name: "F5", headers: /^x-wa-info: /m, page: /The requested URL was rejected\. Please consult/i },
];

const ANY_CHECK =
  /captcha|enable JavaScript and cookies|checking your browser|verify(ing)? (that )?you are (a )?human|are you (a )?(human|robot)|unusual traffic|bot (detection|protection)|security check/i;

/** Returns what the page in a body is, as the end of a sentence; null where the body is no HTML. */
export function pageIn(text: string): string | null {
  const page = text.slice(0, PAGE_CHARACTERS_MAX);
  if (
    !/^\ufeff?\s*(<!--[\s\S]{0,2000}?-->\s*)?<(!doctype html|html|head|body|script|title|meta|div|h1|p)\b/i.test(
      page,
    )
  ) {
    return null;
  }
  const wall = WALLS.find((one) => one.page.test(page));
  if (wall !== undefined || ANY_CHECK.test(page)) return checkOf(wall?.name ?? null);
  const title = /<(?:title|h1)\b[^>]{0,200}>\s*([^<]{1,200})/i.exec(page)?.[1]?.trim() ?? "";
  const named = title === "" ? "" : ` with the title ${inQuotes(title, TITLE_CHARACTERS_MAX)}`;
  const links = [...new Set(page.match(/https?:\/\/[^\s"'<>?#]{1,200}\/gbfs(?:\.json)?(?=["'<\s])/g))].slice(
    0,
    2,
  );
  const feeds = links.length === 0 ? "" : `, which links to ${links.join(" and ")}`;
  return `a page of HTML ${FOR_BROWSERS}${named}${feeds}`;
}

/** Returns the check that headers tell of, as the end of a sentence; null for none. */
export function checkIn(headers: IncomingHttpHeaders): string | null {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const wall = WALLS.find((one) => one.headers?.test(lines.join("\n")));
  return wall === undefined ? null : checkOf(wall.name);
}

function checkOf(name: string | null): string {
  return `a check ${FOR_BROWSERS}${name === null ? "" : ` (${name})`}: ${REMEDY}`;
}
