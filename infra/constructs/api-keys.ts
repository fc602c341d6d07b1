import { Arn, ArnFormat, Stack } from "aws-cdk-lib";
import type { SystemsConfiguration } from "../../functions/systems/configuration.ts";
import type { BundledFunction } from "./bundled-function.ts";

/** Lets the function read the API keys that the configuration names, and no other. */
export function grantApiKeys(reader: BundledFunction, configuration: SystemsConfiguration): void {
  const stack = Stack.of(reader);
  for (const system of configuration.systems) {
    if (system.kind !== "jcdecaux" || system.apiKey === undefined) continue;
    if ("ssmParameter" in system.apiKey) {
      reader.may(parameterArn(system.apiKey.ssmParameter, stack), "ssm:GetParameter");
    }
    if ("secret" in system.apiKey) {
      // It is read through Parameter Store, which refers to secrets under names of their own.
      reader.may(
        parameterArn(`aws/reference/secretsmanager/${system.apiKey.secret}`, stack),
        "ssm:GetParameter",
      );
      reader.may(secretArn(system.apiKey.secret, stack), "secretsmanager:GetSecretValue");
    }
  }
}

function parameterArn(name: string, stack: Stack): string {
  const resourceName = name.replace(/^\//, "");
  return Arn.format({ service: "ssm", resource: "parameter", resourceName }, stack);
}

/** Secrets Manager ends a secret's ARN with six characters of its own. */
function secretArn(name: string, stack: Stack): string {
  const arnFormat = ArnFormat.COLON_RESOURCE_NAME;
  const resourceName = `${name}-??????`;
  return Arn.format({ service: "secretsmanager", resource: "secret", resourceName, arnFormat }, stack);
}
