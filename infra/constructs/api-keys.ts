import { Arn, ArnFormat, CfnParameter, Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";
import type { SystemsConfiguration } from "../../functions/systems/configuration.ts";
import type { BundledFunction } from "./bundled-function.ts";

/**
 * Lets the function read only the API keys that the configuration names. CloudFormation refuses to deploy when a
 * parameter is missing; it cannot check secrets without reading them.
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
      // The secret is read through Parameter Store, which refers to secrets under names of their own.
      reader.may(
        parameterArn(`/aws/reference/secretsmanager/${system.apiKey.secret}`, stack),
        "ssm:GetParameter",
      );
      reader.may(secretArn(system.apiKey.secret, stack), "secretsmanager:GetSecretValue");
    }
  }
}

/**
 * Returns the parameter's name with a slash before it, and makes the deployment fail when it does not exist: the type
 * checks only that. Its id has the name, since deployments keep the values of the parameters that they know.
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
          description: "The Parameter Store parameter that holds an API key, as named in systems.json.",
        });
  return `${below}${parameter.valueAsString}`;
}

function parameterArn(path: string, stack: Stack): string {
  const arnFormat = ArnFormat.NO_RESOURCE_NAME;
  return Arn.format({ service: "ssm", resource: `parameter${path}`, arnFormat }, stack);
}

/** Returns a pattern: Secrets Manager ends a secret's ARN with six characters of its own. */
function secretArn(name: string, stack: Stack): string {
  const arnFormat = ArnFormat.COLON_RESOURCE_NAME;
  const resourceName = `${name}-??????`;
  return Arn.format({ service: "secretsmanager", resource: "secret", resourceName, arnFormat }, stack);
}
