import { BOOK_MUTANTS } from "./books.ts";
import { DETECT_MUTANTS } from "./detect.ts";
import { FEED_MUTANTS } from "./feeds.ts";
import { HISTORY_MUTANTS } from "./history.ts";
import type { Mutant } from "./mutant.ts";
import { PEOPLE_MUTANTS } from "./people.ts";
import { POLL_MUTANTS } from "./poll.ts";
import { STORE_MUTANTS } from "./store.ts";
import { STREAM_MUTANTS } from "./stream.ts";

export const MUTANTS: readonly Mutant[] = [
  ...DETECT_MUTANTS,
  ...STORE_MUTANTS,
  ...HISTORY_MUTANTS,
  ...BOOK_MUTANTS,
  ...PEOPLE_MUTANTS,
  ...STREAM_MUTANTS,
  ...POLL_MUTANTS,
  ...FEED_MUTANTS,
];
