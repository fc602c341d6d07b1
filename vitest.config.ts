import { defineConfig } from "vitest/config";

const env = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" };

/** What plays tapes through everything, and what runs the commands of the documents. */
const THROUGH_ALL = ["test/e2e/**/*.test.ts", "test/documents.test.ts"];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: [...THROUGH_ALL, "test/long/**"],
          // No file leaves anything behind for the next one, so all share what they import: half the time.
          isolate: false,
          testTimeout: 20_000,
          env,
        },
      },
      { test: { name: "e2e", include: THROUGH_ALL, testTimeout: 120_000, env } },
      { test: { name: "long", include: ["test/long/**/*.test.ts"], testTimeout: 600_000, env } },
    ],
  },
});
