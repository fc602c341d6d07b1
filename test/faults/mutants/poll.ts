import type { Mutant } from "./mutant.ts";

export const POLL_MUTANTS: readonly Mutant[] = [
  {
    name: "the ETag is saved before the put",
    file: "functions/poll/poll-system.ts",
    search: "  const withRoster = await sendRoster(entry, lease.memory, status, world);\n",
    replacement:
      "  const early = { ...lease.memory, leaseToken: lease.token, known: status.body, knownAt: fetchedAt };\n  await world.polls.save(lease, early);\n  const withRoster = await sendRoster(entry, lease.memory, status, world);\n",
    why: "After a poller dies in between, the next one says unchanged about a snapshot that is not on the stream.",
  },
  {
    name: "unchanged names itself",
    file: "functions/poll/poll-system.ts",
    search: "  const snapshotAt = memory.knownAt ?? fetchedAt;\n",
    replacement: "  const snapshotAt = fetchedAt;\n",
    why: "It repeats no snapshot, so a feed without changes counts as failing.",
  },
  {
    name: "the whole body is never asked for again",
    file: "functions/poll/poll-system.ts",
    search: "nextAt - (knownAt ?? 0) <= WHOLE_BODY_EVERY_MS ?",
    replacement: "nextAt - (knownAt ?? 0) <= WHOLE_BODY_EVERY_MS * 1_000 ?",
    why: "A snapshot that was given up stays missing until the feed changes.",
  },
  {
    name: "one system's failure ends the poll",
    file: "functions/poll/poll.ts",
    search: "    return null;\n",
    replacement: "    throw error;\n",
    why: "The systems after it are not polled.",
  },
];
