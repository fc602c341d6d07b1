import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

const env = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" };

/** Ends only what hangs: a busy machine may take a hundred times as long as an idle one. */
const PATIENCE = { testTimeout: 600_000, hookTimeout: 600_000, expect: { poll: { timeout: 300_000 } } };

/** The slow tests: processes and emulators, whole tapes, documents, the stack, simulated faults and corrupted feeds. */
const THROUGH_ALL = [
  "test/e2e/**/*.test.ts",
  "test/documents.test.ts",
  "test/local/emulators/**/*.test.ts",
  "test/local/lambda/**/*.test.ts",
  "test/local/aws-emulators/**/*.test.ts",
  "test/local/mapping/driver.test.ts",
  "test/infra/**/*.test.ts",
  "test/ci/terminal.test.ts",
  "test/faults/**/*.test.ts",
  "test/corruption/mass-flap*.test.ts",
];

/** Adds a rule to the built-in ones, which no other test may see. */
const ALONE = ["test/core/made-up-rule.test.ts"];

/** Runs under `npm run check`: what `npm cit` has no time for. */
const LONG = ["test/long/**/*.test.ts", "test/corruption/corruption.test.ts"];

/** Runs only under `npm run test:deployed`; what that script decides beforehand is covered by unit tests. */
const DEPLOYED = ["test/deployed/deployed.test.ts", "test/deployed/left-running.test.ts"];

/** The tests that `npm run mutants` tries on each mutant, too. */
export const UNIT_TESTS = {
  include: ["test/**/*.test.ts"],
  exclude: [...THROUGH_ALL, ...ALONE, ...LONG, ...DEPLOYED],
  // No file leaves anything behind for the next one, so all share their imports, which halves the time.
  isolate: false,
  ...PATIENCE,
  env,
};

export default defineConfig({
  test: {
    // By default Vitest uses one of two cores, and many of these tests wait for processes: on two cores three are faster.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    projects: [
      {
        test: { name: "unit", ...UNIT_TESTS },
      },
      { test: { name: "e2e", include: THROUGH_ALL, isolate: false, ...PATIENCE, env } },
      { test: { name: "alone", include: ALONE, ...PATIENCE, env } },
      {
        test: {
          name: "deployed",
          include: DEPLOYED,
          testTimeout: 300_000,
          hookTimeout: 300_000,
          env,
        },
      },
      { test: { name: "long", include: LONG, testTimeout: 600_000, env } },
    ],
  },
});
