import type { Terminal } from "../world.ts";

export interface ProgressBar {
  readonly advance: () => void;
  readonly stop: () => void;
}

/** Shows a bar on stderr until it is stopped; shows nothing where stderr is not a terminal or the total is unknown. */
export async function progressBar(
  total: number | null,
  what: string,
  { progress }: Terminal,
): Promise<ProgressBar> {
  if (progress === null || total === null) return { advance: () => undefined, stop: () => undefined };
  const { default: cliProgress } = await import("cli-progress");
  const bar = new cliProgress.SingleBar({
    format: `{bar} {percentage} %  {value} of {total} ${what}`,
    stream: progress,
    clearOnComplete: true,
    hideCursor: true,
  });
  bar.start(total, 0);
  return { advance: () => bar.increment(), stop: () => bar.stop() };
}
