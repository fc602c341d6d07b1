import type { StartSource } from "../options.ts";
import { citySource } from "./city-source.ts";
import { feedSource, systemsSource } from "./live-source.ts";
import type { Source } from "./source.ts";
import { tapeSource } from "./tape-source.ts";

/** Opens a source. Throws an OptionError, a ConfigurationError or a TapeError when it cannot be watched. */
export async function openSource(source: StartSource): Promise<Source> {
  switch (source.type) {
    case "city":
      return await citySource(source.dialect);
    case "systems":
      return systemsSource(source.file);
    case "feed":
      return feedSource(source.url);
    case "tape":
      return await tapeSource(source.folder, source.speed);
  }
}
