import { printable } from "./text.ts";

/** What chat tools act on (mentions, links, markup), and what stands there in its place: it looks alike. */
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  "<": "‹",
  ">": "›",
  "&": "＆",
  "@": "＠",
  "|": "∣",
  "`": "ʼ",
  "*": "∗",
  _: "ˍ",
  "~": "∼",
};
const ACTED_ON = /[<>&@|`*_~]/g;

/** Makes a text of a feed or of people safe for a chat tool, on one line. */
export function chatSafe(text: string): string {
  return printable(text).replace(ACTED_ON, (character) => LOOK_ALIKES[character] ?? "");
}
