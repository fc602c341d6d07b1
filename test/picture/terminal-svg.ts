import type { TerminalLine } from "./city-lines.ts";

/** Of a character and a line, in pixels of the picture. */
const CHARACTER_WIDTH = 8.4;
const LINE_HEIGHT = 19;
const MARGIN = 20;
const BAR_HEIGHT = 28;

const COLORS = { plain: "#d7dde5", dim: "#7f8b99", typed: "#ffffff", prompt: "#7ee2a8" };

/**
 * A terminal as an SVG without fonts, scripts or links: each line is stretched to its number of characters, so that
 * columns stand below one another in whatever font the reader has.
 */
export function terminalSvg(lines: readonly TerminalLine[], columns: number, says: string): string {
  const width = Math.round(columns * CHARACTER_WIDTH) + 2 * MARGIN;
  const height = BAR_HEIGHT + lines.length * LINE_HEIGHT + 2 * MARGIN;
  const head = [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<title>${escaped(says)}</title>`,
    `<rect width="${width}" height="${height}" rx="8" fill="#161b22"/>`,
    ...["#ff6159", "#ffbd2e", "#28c941"].map(
      (color, index) => `<circle cx="${MARGIN + 20 * index}" cy="20" r="6" fill="${color}"/>`,
    ),
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="14" xml:space="preserve">`,
  ];
  const body = lines.flatMap(({ text, look }, index) => {
    if (text === "") return [];
    const y = BAR_HEIGHT + MARGIN + index * LINE_HEIGHT + 10;
    if (look !== "typed") return [textAt(MARGIN, y, text, COLORS[look])];
    const typedAt = MARGIN + 2 * CHARACTER_WIDTH;
    return [textAt(MARGIN, y, "$", COLORS.prompt), textAt(typedAt, y, text, COLORS.typed)];
  });
  return `${[...head, ...body, "</g>", "</svg>"].join("\n")}\n`;
}

function textAt(x: number, y: number, text: string, color: string): string {
  const length = ([...text].length * CHARACTER_WIDTH).toFixed(1);
  const place = `x="${x.toFixed(1)}" y="${y}" textLength="${length}" lengthAdjust="spacingAndGlyphs"`;
  return `<text ${place} fill="${color}">${escaped(text)}</text>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
