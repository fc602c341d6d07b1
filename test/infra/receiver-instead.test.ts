import { describe, expect, test } from "vitest";
import { ConfigurationError } from "../../functions/systems/configuration-error.ts";
import { checkSystems } from "../../functions/systems/schema.ts";
import { refuseAlertsTo } from "../../infra/receiver-instead.ts";

const TOPIC = "arn:aws:sns:eu-west-1:123456789012:desk";
const GENERAL =
  "the context key alertsTo is no longer there, expected receivers in systems.json (docs/receivers.md) or rules on the event bus (docs/events.md)";

function sentencesOn(written: unknown): string[] {
  try {
    refuseAlertsTo({ stage: "dev", alertsTo: written });
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as Error).message.split("\n");
  }
  return [];
}

describe("the context key alertsTo is refused, and what to write instead is shown", () => {
  test("for mailboxes, URLs and topics, without the path of a URL", () => {
    const written = ["desk@example.org", "https://hooks.example.org/T01/sesame", TOPIC];
    const start = "the context key alertsTo is no longer there, expected ";
    const sentences = [
      `${start}{"name":"desk-example-org","kind":"mail","to":{"ssmParameter":"/stationwatch/desk-example-org"}} in receivers of systems.json, and desk@example.org in that parameter`,
      `${start}{"name":"hooks-example-org","kind":"standard","url":{"ssmParameter":"/stationwatch/hooks-example-org"},"secret":{"ssmParameter":"/stationwatch/hooks-example-org-key"}} in receivers of systems.json, and the URL at hooks.example.org and a key in those parameters`,
      `${start}a rule on the event bus with the target ${TOPIC}, as docs/events.md shows`,
    ];
    expect(sentencesOn(written)).toEqual(sentences);
    expect(sentencesOn(written.join(","))).toEqual(sentences);
  });

  test.each([
    "desk@example.org",
    "+desk_1@example.org",
    "ö@ü.ü",
    `${"d".repeat(64)}@${"e".repeat(90)}.org`,
    "https://hooks.example.org/a",
    "https://[2001:db8::1]:8443/a",
  ])("as systems.json takes it: %s", (written) => {
    const [receiver] = /\{.*\}/.exec(sentencesOn(written)[0] ?? "") ?? [];
    const systems = [{ systemId: "a", kind: "gbfs", url: "https://feeds.example/gbfs.json" }];
    const text = JSON.stringify({ systems, receivers: [JSON.parse(receiver ?? "")] });
    expect(checkSystems(text, "systems.json").receivers).toHaveLength(1);
  });

  test.each([[[]], [""], [null], ["desk"], [{ to: "desk@example.org" }], [7]])(
    "whatever it says: %j",
    (written) => {
      expect(sentencesOn(written)).toEqual([GENERAL]);
    },
  );

  test("in ten sentences at most, and the rest by its number", () => {
    const sentences = sentencesOn(Array.from({ length: 25 }, (_, index) => `desk${index}@example.org`));
    expect(sentences).toHaveLength(11);
    expect(sentences[10]).toContain("alertsTo is no longer there, and has 15 more, expected receivers in");
  });

  test("but not where it is absent", () => {
    expect(() => refuseAlertsTo({ stage: "dev" })).not.toThrow();
  });
});
