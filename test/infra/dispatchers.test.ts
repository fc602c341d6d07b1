import { rmSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { HANDLING_ATTRIBUTES } from "../../functions/core/handling.ts";
import { synthesise } from "./synthesised.ts";

const { template, folder } = synthesise("prod", false);
afterAll(() => rmSync(folder, { recursive: true }));

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: Record<string, Record<string, unknown>>;
}

const [policy] = Object.values(template.findResources("AWS::IAM::ManagedPolicy"));
const statements = (policy?.Properties.PolicyDocument.Statement ?? []) as Statement[];
const withAction = (action: string) => statements.filter((one) => [one.Action].flat().includes(action));

describe("the policy for dispatchers", () => {
  test("lets them write into an alert only what is people's", () => {
    const [ofAlerts] = withAction("dynamodb:UpdateItem").filter((one) =>
      JSON.stringify(one).includes("TablesAlerts"),
    );
    expect(ofAlerts?.Condition).toEqual({
      "ForAllValues:StringEquals": { "dynamodb:Attributes": ["systemId", "alertId", ...HANDLING_ATTRIBUTES] },
      Null: { "dynamodb:Attributes": "false" },
    });
  });

  test("lets them add to the log and to the silences, and change only silences", () => {
    expect(withAction("dynamodb:PutItem").map(({ Resource }) => JSON.stringify(Resource))).toEqual([
      expect.stringContaining("TablesPeople"),
    ]);
    const [ofPeople] = withAction("dynamodb:UpdateItem").filter((one) =>
      JSON.stringify(one).includes("TablesPeople"),
    );
    expect(ofPeople?.Condition).toEqual({
      "ForAllValues:StringEquals": {
        "dynamodb:LeadingKeys": ["silence"],
        "dynamodb:Attributes": ["subject", "item", "until", "endedBy", "expiresAt"],
      },
      Null: { "dynamodb:LeadingKeys": "false", "dynamodb:Attributes": "false" },
    });
  });

  test("lets them find the stack by its name", () => {
    const [{ Resource } = { Resource: null }] = withAction("cloudformation:DescribeStacks");
    expect(JSON.stringify(Resource)).toMatch(/:stack\/[\w-]+\/\*"/);
  });

  test("lets them delete nothing, and names no resource by a wildcard but the stack's id", () => {
    const actions = statements.flatMap(({ Action }) => [Action].flat());
    expect(actions.filter((action) => /delete|\*/i.test(action))).toEqual([]);
    expect(statements.map(({ Effect }) => Effect)).not.toContain("Deny");
    const others = statements.filter(({ Action }) => Action !== "cloudformation:DescribeStacks");
    expect(JSON.stringify(others.map(({ Resource }) => Resource))).not.toContain("*");
  });
});
