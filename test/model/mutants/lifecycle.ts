import type { Mutant } from "../../faults/mutants/mutant.ts";

/** Slips in when an alert opens and ends. */
export const LIFECYCLE_MUTANTS: readonly Mutant[] = [
  {
    name: "keepFor counts from since",
    file: "functions/core/lifecycle.ts",
    search: "at - (state.endedAt ?? at) >= delays.keepForMs",
    replacement: "at - since >= delays.keepForMs",
    why: "An alert whose condition is over stays open for ever.",
  },
  {
    name: "keepFor is a millisecond longer",
    file: "functions/core/lifecycle.ts",
    search: "at - (state.endedAt ?? at) >= delays.keepForMs",
    replacement: "at - (state.endedAt ?? at) > delays.keepForMs",
    why: "An end comes a poll late.",
  },
  {
    name: "for is a millisecond longer",
    file: "functions/core/lifecycle.ts",
    search: "at - state.startedAt >= delays.forMs",
    replacement: "at - state.startedAt > delays.forMs",
    why: "An alert opens a poll late.",
  },
  {
    name: "for is a millisecond shorter at the beginning",
    file: "functions/core/lifecycle.ts",
    search: 'at - since < forMs ? "pending"',
    replacement: 'at - since <= forMs ? "pending"',
    why: "A rule without a delay waits for another poll.",
  },
  {
    name: "a baseline waits",
    file: "functions/core/lifecycle.ts",
    search: 'return holds ? begin("open", since, true, false) : INACTIVE;',
    replacement:
      'return holds ? begin(at - since < delays.forMs ? "pending" : "open", since, true, false) : INACTIVE;',
    why: "What holds when it is first seen is told late.",
  },
  {
    name: "what reopens keeps its end",
    file: "functions/core/lifecycle.ts",
    search: 'return { ...state, phase: "open", endedAt: null };',
    replacement: 'return { ...state, phase: "open" };',
    why: "The next end is dated from the one before.",
  },
  {
    name: "an episode starts when it is confirmed",
    file: "functions/core/lifecycle.ts",
    search: '"pending" : "open", since, false, afterGap)',
    replacement: '"pending" : "open", at, false, afterGap)',
    why: "A held change is dated from its confirmation.",
  },
  {
    name: "a gap does not restart what waits",
    file: "functions/core/lifecycle.ts",
    search: "      if (afterGap) return begun(moment, delays);\n",
    replacement: "",
    why: "An alert opens for a time in which nobody looked.",
  },
  {
    name: "keepFor is waited for after a gap",
    file: "functions/core/lifecycle.ts",
    search: "if (afterGap || at - since >= delays.keepForMs) return INACTIVE;",
    replacement: "if (at - since >= delays.keepForMs) return INACTIVE;",
    why: "What ended in a gap is told as if its end were known.",
  },
  {
    name: "an end is dated from its confirmation",
    file: "functions/core/lifecycle.ts",
    search: 'phase: "closing", endedAt: since',
    replacement: 'phase: "closing", endedAt: at',
    why: "A held end is dated from its confirmation.",
  },
];
