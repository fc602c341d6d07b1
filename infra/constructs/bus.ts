import { Stack } from "aws-cdk-lib";
import { EventBus } from "aws-cdk-lib/aws-events";
import type { Construct } from "constructs";

/** The event bus, on which programs listen by rules of their own. */
export class Bus extends EventBus {
  constructor(scope: Construct, id: string) {
    super(scope, id, { eventBusName: Stack.of(scope).stackName });
  }
}
