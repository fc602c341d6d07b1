import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { firstLines } from "../../local/aws-emulators/greeting.ts";
import { commands, sectionOf } from "../document-text.ts";

const DOCUMENT = readFileSync(join(import.meta.dirname, "../../docs/deployment.md"), "utf8");
const COMPOSE = readFileSync(join(import.meta.dirname, "../../docker-compose.yml"), "utf8");

test("an emulator that is left running prints the lines that the document shows", () => {
  const shown = commands(sectionOf(DOCUMENT, "Without AWS")).join("\n");
  expect(shown).toContain(firstLines("http://127.0.0.1:4566", "stationwatch-dev").join("\n"));
});

test("the compose file starts the LocalStack that the document names, on loopback alone", () => {
  const file = parse(COMPOSE) as { services: Record<string, { image: string; ports: string[] }> };
  const [, version] = file.services.localstack?.image.split(":") ?? [];
  expect(version).toBe("4.14.0");
  expect(DOCUMENT).toContain(`starts LocalStack\n${version}`);
  expect(file.services).toEqual({
    localstack: {
      image: `localstack/localstack:${version}`,
      ports: ["127.0.0.1:4566:4566"],
      volumes: ["/var/run/docker.sock:/var/run/docker.sock"],
    },
  });
});
