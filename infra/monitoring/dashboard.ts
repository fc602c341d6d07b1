import { Stack } from "aws-cdk-lib";
import { Dashboard, type IWidget } from "aws-cdk-lib/aws-cloudwatch";
import { Construct } from "constructs";

/** A dashboard with a row for each capability. */
export class Overview extends Construct {
  constructor(scope: Construct, id: string, rows: readonly (readonly IWidget[])[]) {
    super(scope, id);
    new Dashboard(this, "Dashboard", {
      dashboardName: Stack.of(this).stackName,
      widgets: rows.map((row) => [...row]),
    });
  }
}
