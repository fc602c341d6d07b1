import { Arn, ArnFormat, CfnParameter, Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";
import type { SystemsConfiguration } from "../../functions/systems/configuration.ts";
import type { BundledFunction } from "./bundled-function.ts";

/**
 * Lets the function read the API keys that the configuration names, and no other. CloudFormation refuses to deploy
 * where a parameter is not there; of secrets it can check nothing without reading them.
 */
export function grantApiKeys(reader: BundledFunction, configuration: SystemsConfiguration): void {
  const stack = Stack.of(reader);
  for (const system of configuration.systems) {
    if (system.apiKey === undefined) continue;
    if ("ssmParameter" in system.apiKey) {
      reader.may(
        parameterArn(requiredParameter(reader, system.apiKey.ssmParameter), stack),
        "ssm:GetParameter",
      );
    }
    if ("secret" in system.apiKey) {
      // It is read through Parameter Store, which refers to secrets under names of their own.
      reader.may(
        parameterArn(`/aws/reference/secretsmanager/${system.apiKey.secret}`, stack),
        "ssm:GetParameter",
      );
      reader.may(secretArn(system.apiKey.secret, stack), "secretsmanager:GetSecretValue");
    }
  }
}

/**
 * The name, with a slash before it, of a parameter that must be there; the type looks at nothing else. Named after it,
 * for a deployment keeps the values of parameters that it knows.
 */
function requiredParameter(scope: Construct, name: string): string {
  const below = name.startsWith("/") ? "" : "/";
  const id = `Key ${name}`;
  const known = scope.node.tryFindChild(id);
  const parameter =
    known instanceof CfnParameter
      ? known
      : new CfnParameter(scope, id, {
          type: "AWS::SSM::Parameter::Name",
          default: name,
          description: "Parameter Store must have an API key by this name, as systems.json says.",
        });
  return `${below}${parameter.valueAsString}`;
}

function parameterArn(path: string, stack: Stack): string {
  const arnFormat = ArnFormat.NO_RESOURCE_NAME;
  return Arn.format({ service: "ssm", resource: `parameter${path}`, arnFormat }, stack);
}

/** Secrets Manager ends a secret's ARN with six characters of its own. */
function secretArn(name: string, stack: Stack): string {
  const arnFormat = ArnFormat.COLON_RESOURCE_NAME;
  const resourceName = `${name}-??????`;
  return Arn.format({ service: "secretsmanager", resource: "secret", resourceName, arnFormat }, stack);
}
