import { createServer } from "node:http";
import { join } from "node:path";
import { expect, test } from "vitest";
import { listenOnLoopback } from "../../../local/emulators/ports.ts";
import { runNode } from "../../e2e/child.ts";

const ROOT = join(import.meta.dirname, "../../..");

const run = (...words: string[]) =>
  runNode(["--import", "tsx", "local/aws-emulators/run.ts", ...words], { cwd: ROOT });

test("a port that is taken is said, before anything is installed or deployed to what answers there", async () => {
  const other = createServer((_request, response) => response.end());
  const port = await listenOnLoopback(other, 0);
  const { code, stdout, stderr } = await run("ministack", "--port", String(port));
  other.close();
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toBe(
    `port ${port} on 127.0.0.1 is taken by another program: expected a free one, or 0 for any\n`,
  );
});

test.each([[["ministack", "--port", "x"]], [["moto"]], [["ministack", "--prot", "1"]], [[]]])(
  "%j is refused with what is expected",
  async (words) => {
    const { code, stderr } = await run(...words);
    expect(code).toBe(2);
    expect(stderr).toMatch(/: expected npm run ministack or npm run localstack, with -- --port N .+\n$/);
  },
);
