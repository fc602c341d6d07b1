import { Validations } from "aws-cdk-lib";
import type { IConstruct } from "constructs";

/** Tells cdk-nag why rules do not apply to a construct and what is in it: `reasons` by the rules' ids. */
export function acknowledge(construct: IConstruct, reasons: Readonly<Record<string, string>>): void {
  for (const [rule, reason] of Object.entries(reasons)) {
    const [pack] = rule.split("-", 1);
    Validations.of(construct).acknowledge({ id: `${pack}::${rule}`, reason });
  }
}
