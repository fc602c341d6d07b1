import { cityLines, type TerminalLine } from "./city-lines.ts";
import { terminalSvg } from "./terminal-svg.ts";

export const PICTURE_FILE = "docs/terminal.svg";

const COLUMNS = 80;
const ALERTS = 15;
const SAYS = "npm start prints one line per alert of a simulated city; stations list --empty prints a table";

export function pictureLines(): TerminalLine[] {
  const lines = cityLines(COLUMNS, ALERTS);
  const blank: TerminalLine = { text: "", look: "plain" };
  return lines.flatMap((line, index) => (line.look === "typed" && index > 0 ? [blank, line] : [line]));
}

/** The terminal that the README shows. */
export function picture(): string {
  return terminalSvg(pictureLines(), COLUMNS, SAYS);
}
