import type { Mutant } from "./mutant.ts";

/** Bugs of history: looks that are lost, that build on the wrong look, or count by the wrong list of ids. */
export const HISTORY_MUTANTS: readonly Mutant[] = [
  {
    name: "the commit leaves its looks out",
    file: "functions/store/state-store.ts",
    search: "return { columns, pending, ...(packedLooks && { looks: packedLooks }) };",
    replacement: "return { columns, pending, ...(packedLooks && {}) };",
    why: "The looks exist only in the container and die with it.",
  },
  {
    name: "looks that fail are forgotten",
    file: "functions/store/history-store.ts",
    search: "await conditionHeld(this.#client.send(put));",
    replacement: "await conditionHeld(this.#client.send(put)).catch(() => false);",
    why: "A throttled table loses looks.",
  },
  {
    name: "the newest look of a commit is not flushed",
    file: "functions/detect/flush.ts",
    search: "  await inGroups(looks, (look) =>",
    replacement: "  await inGroups(looks.slice(0, -1), (look) =>",
    why: "One look of each commit is lost.",
  },
  {
    name: "a look forgets the mark before it",
    file: "functions/detect/fold-part.ts",
    search: "looks.pack(look, sequenceNumber)",
    replacement: "looks.pack({ ...look, past: { ...look.past, previousAt: null } }, sequenceNumber)",
    why: "No reader sees a hole before it.",
  },
  {
    name: "a commit goes on past a change of the list of ids",
    file: "functions/detect/fold-part.ts",
    search: "folded.state.stationIds !== state.stationIds && state !== base.state",
    replacement: "folded.state.stationIds.length > 99 && state !== base.state",
    why: "Looks from before the change count by the list from after it, also where columns were dropped.",
  },
  {
    name: "ids of a held snapshot make no new list",
    file: "functions/core/believed.ts",
    search: "const marks = isSameList && !isFirst",
    replacement: 'const marks = (isSameList || folded.verdict === "held") && !isFirst',
    also: [
      {
        file: "functions/core/believed.ts",
        search: " && changed.length * 2 <= stationIds.length",
        replacement: "",
      },
      {
        file: "functions/core/believed.ts",
        search: "changedColumns(before.columns, state.columns).length === 0 ? marks",
        replacement:
          "state.stationIds !== before.stationIds || changedColumns(before.columns, state.columns).length === 0 ? marks",
      },
    ],
    why: "The list is named like the one before it, and the next look builds on columns of another list.",
  },
  {
    name: "dropped columns are built on",
    file: "functions/core/history-marks.ts",
    search: " && keyAt >= (listAt ?? 0)",
    replacement: "",
    also: [
      {
        file: "functions/core/believed.ts",
        search: "const isExact = isSameList &&",
        replacement: "const isExact =",
      },
    ],
    why: "A look under a new list of ids changes columns of the list before it.",
  },
  {
    name: "a look names another one than it builds on",
    file: "functions/core/believed.ts",
    search: "const on = isDelta ? marks.believedAt : null;",
    replacement: "const on = isDelta ? marks.keyAt : null;",
    why: "Readers have the look before it, and leave what changed out until the next hour.",
  },
  {
    name: "a state begun anew builds on what was lost",
    file: "functions/store/state-store.ts",
    search: "const state = { ...NEW_SYSTEM, markAt: isAhead ? null : markAt };",
    replacement:
      "const history = { ...NEW_SYSTEM.history, believedAt: markAt, keyAt: markAt };\n    const state = { ...NEW_SYSTEM, history, markAt: isAhead ? null : markAt };",
    why: "The first look of the new state changes columns that nobody knows.",
  },
  {
    name: "code without history reads a state with looks",
    file: "functions/store/packed-state.ts",
    search: "export const FORMAT = 4;",
    replacement: "export const FORMAT: number = 3;",
    also: [
      {
        file: "test/faults/releases.ts",
        search: 'if (release === "format 3") return Number(item.format) < FORMAT;',
        replacement: 'if (release === "format 3") return Number(item.format) <= FORMAT;',
      },
    ],
    why: "Older code takes the looks for done, and its next commit drops them.",
  },
  {
    name: "a list by which looks count is let go after a day",
    file: "functions/detect/replaced-items.ts",
    search: "Math.max(enough, base.state.history.listUntil ?? 0)",
    replacement: "enough",
    why: "The columns of a year ago are there, and nobody knows of which stations.",
  },
];
