import { join } from "node:path";
import { expect, test } from "vitest";
import { readSystems, systemsJsonSchema } from "../../functions/systems/schema.ts";

const ROOT = join(import.meta.dirname, "../..");

test("systems.schema.json is what the schema says (npm run schema writes it)", async () => {
  const text = `${JSON.stringify(systemsJsonSchema(), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot(join(ROOT, "systems.schema.json"));
});

test("every field of systems.json is described to editors", () => {
  const undescribed: string[] = [];
  const visit = (schema: Record<string, unknown>, path: string) => {
    for (const [key, property] of Object.entries((schema.properties ?? {}) as Record<string, object>)) {
      const isPlain = "type" in property && property.type !== "object" && property.type !== "array";
      if (isPlain && !("description" in property || "const" in property)) undescribed.push(`${path}.${key}`);
    }
    for (const [key, inner] of Object.entries(schema)) {
      if (typeof inner === "object" && inner !== null)
        visit(inner as Record<string, unknown>, `${path}.${key}`);
    }
  };
  visit(systemsJsonSchema() as Record<string, unknown>, "");
  expect(undescribed).toEqual([]);
});

test("the systems that ship are public, say where they are and whose data it is, and are not asked too often", () => {
  const { systems, contact } = readSystems(join(ROOT, "systems.json"));
  expect(contact).toMatch(/^https:/);
  expect(systems.length).toBeGreaterThanOrEqual(10);
  for (const system of systems) {
    expect(system).toMatchObject({
      kind: "gbfs",
      url: expect.stringMatching(/^https:/),
      name: expect.any(String),
      timeZone: expect.any(String),
      attribution: expect.any(String),
    });
    expect(system.pollSeconds ?? 60).toBeGreaterThanOrEqual(30);
  }
});
