import type { Mutant } from "./mutant.ts";

/** Bugs of the poller. */
export const POLL_MUTANTS: readonly Mutant[] = [
  {
    name: "the ETag is saved before the put",
    file: "functions/poll/poll-system.ts",
    search: "  const withRoster = await sendRoster(entry, lease.memory, status, world);\n",
    replacement:
      "  const early = { ...lease.memory, leaseToken: lease.token, known: status.body, knownAt: fetchedAt };\n  await world.polls.save(lease, early);\n  const withRoster = await sendRoster(entry, lease.memory, status, world);\n",
    why: "A poller that dies in between makes the next one say unchanged of a snapshot that nobody has.",
  },
  {
    name: "unchanged names itself",
    file: "functions/poll/poll-system.ts",
    search: "  const snapshotAt = memory.knownAt ?? fetchedAt;\n",
    replacement: "  const snapshotAt = fetchedAt;\n",
    why: "It repeats no snapshot, so a feed that rests counts as one that fails.",
  },
  {
    name: "the whole body is never asked for again",
    file: "functions/poll/poll-system.ts",
    search: "nextAt - memory.knownAt <= WHOLE_BODY_EVERY_MS ?",
    replacement: "nextAt - memory.knownAt <= WHOLE_BODY_EVERY_MS * 1_000 ?",
    why: "A snapshot that was given up is missing for as long as the feed rests.",
  },
  {
    name: "one system's trouble ends the poll",
    file: "functions/poll/poll.ts",
    search: "    return null;\n",
    replacement: "    throw error;\n",
    why: "The systems behind it are not polled.",
  },
];
