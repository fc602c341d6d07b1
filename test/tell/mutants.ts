import type { Mutant } from "../faults/mutants/mutant.ts";

const TELLING = "functions/core/telling.ts";
const TELLABLE = "functions/core/tellable.ts";
const TELL = "functions/tell/tell.ts";

/** For each rule of telling, the bug of leaving it out. */
export const RECEIVER_MUTANTS: readonly Mutant[] = [
  {
    name: "a message counts as told when it is put",
    file: TELLING,
    search: "  return { ...standing, message: { ...message, putAt: now,",
    replacement:
      "  return { ...standing, told: taken(standing, message as Message, now).told, message: { ...message, putAt: now,",
    why: "What a refused message would have told is never told.",
  },
  {
    name: "absence from the index is an end",
    file: TELL,
    search: "over: endings(missing, gone)",
    replacement: "over: endings(missing, gone.slice(0, 0))",
    why: "An alert that the index lags behind on is told over while it is open.",
  },
  {
    name: "whoever comes takes over a claim",
    file: TELLING,
    search: "if (message === null || now < message.claimedAt + CLAIM_MS) return null;",
    replacement: "if (message === null) return null;",
    why: "Two runs at once send the same message.",
  },
  {
    name: "`every` counts from the put",
    file: TELLING,
    search: "told, message: null, sentAt: now, nextAt",
    replacement: "told, message: null, sentAt: standing.message?.putAt ?? now, nextAt",
    why: "A message that waited is followed at once by the next.",
  },
  {
    name: "hours hold at the put alone",
    file: TELL,
    search:
      "  if (!mayBeTold(receiver, at)) return null;\n  if (standing.message !== null) return claim(standing, at);\n",
    replacement:
      "  if (standing.message !== null) return claim(standing, at);\n  if (!mayBeTold(receiver, at)) return null;\n",
    also: [
      {
        file: TELL,
        search: "if (!isClaimed(message, at) || !mayBeTold(receiver, at)) {",
        replacement: "if (!isClaimed(message, at)) {",
      },
    ],
    why: "A message that waits rings at night.",
  },
  {
    name: "a message is tried for ever",
    file: TELLING,
    search: "if (isUnknown && now < message.putAt + TRIED_MS_MAX) {",
    replacement: "if (isUnknown) {",
    why: "One text that makes a receiver fail blocks it for ever.",
  },
  {
    name: "the message after a refusal has names",
    file: TELLING,
    search: "isBare: true, goesOn: false };",
    replacement: "isBare: false, goesOn: false };",
    why: "One text that a receiver refuses is in the next message too.",
  },
  {
    name: "409 to a repeat is a refusal",
    file: TELLING,
    search: " || (status === CONFLICT && attempts > 1);",
    replacement: ";",
    why: "A message that arrived, and whose answer was lost, is set aside and told again.",
  },
  {
    name: "409 to the first attempt is taken",
    file: TELLING,
    search: "(status === CONFLICT && attempts > 1)",
    replacement: "status === CONFLICT",
    why: "A message that never arrived counts as told.",
  },
  {
    name: "the clock says how long an alert has lasted",
    file: TELL,
    search: "openings(receiver, asRead, untilOf)",
    replacement: "openings(receiver, asRead, () => ({ ...untilOf(''), believedAt: at, polledAt: at }))",
    why: "While a feed is down, alerts that nobody knows to go on are told.",
  },
  {
    name: "what may have arrived counts as never told",
    file: TELLING,
    search: "const isPerhapsTaken = isUnknown || message.attempts > 1;",
    replacement: "const isPerhapsTaken = false;",
    why: "Who was told open by a message whose answer was lost is never told over.",
  },
  {
    name: "an attempt in vain makes a new message",
    file: TELLING,
    search: "return { standing: { ...standing, message: { ...message, retryAt } }, refusal: null };",
    replacement: "return { standing: { ...standing, message: null, nextAt: retryAt }, refusal: null };",
    why: "An opening is told under two ids.",
  },
  {
    name: "silences are not heeded",
    file: TELLABLE,
    search: "return !silences.some((silence) => holdsBack(silence, alert, now));",
    replacement: "return !silences.some((silence) => holdsBack(silence, alert, 0));",
    why: "What people have silenced is told.",
  },
  {
    name: "what is told and over is asked of the filter",
    file: TELLABLE,
    search: "return [...told].filter(([key]) => !open.has(key)).map(([, name]) => name);",
    replacement: "return [...told].filter(([key]) => !open.has(key)).map(([, name]) => name).slice(1);",
    why: "Somebody who was told open is never told over.",
  },
];
