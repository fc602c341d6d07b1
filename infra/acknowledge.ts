import { Validations } from "aws-cdk-lib";
import type { IConstruct } from "constructs";

/** Says of a construct, and of what is in it, why a rule of cdk-nag does not apply: reasons by the rules' ids. */
export function acknowledge(construct: IConstruct, reasons: Readonly<Record<string, string>>): void {
  for (const [rule, reason] of Object.entries(reasons)) {
    const [pack] = rule.split("-", 1);
    Validations.of(construct).acknowledge({ id: `${pack}::${rule}`, reason });
  }
}
