import { Arn, ArnFormat, CfnParameter, Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";
import type { ApiKeySource } from "../../functions/systems/api-key-source.ts";
import type { SystemsConfiguration } from "../../functions/systems/configuration.ts";
import type { BundledFunction } from "./bundled-function.ts";

/** Lets the function read only the API keys that the configuration names. */
export function grantApiKeys(reader: BundledFunction, configuration: SystemsConfiguration): void {
  grantSecrets(
    reader,
    configuration.systems.map(({ apiKey }) => apiKey),
  );
}

/**
 * Lets the function read only the secrets that are kept there. CloudFormation refuses to deploy when a parameter is
 * missing; it cannot check secrets without reading them.
 */
export function grantSecrets(reader: BundledFunction, sources: readonly (ApiKeySource | undefined)[]): void {
  const stack = Stack.of(reader);
  for (const source of sources) {
    if (source === undefined) continue;
    if ("ssmParameter" in source) {
      reader.may(parameterArn(requiredParameter(reader, source.ssmParameter), stack), "ssm:GetParameter");
    }
    if ("secret" in source) {
      // The secret is read through Parameter Store, which refers to secrets under names of their own.
      reader.may(parameterArn(`/aws/reference/secretsmanager/${source.secret}`, stack), "ssm:GetParameter");
      reader.may(secretArn(source.secret, stack), "secretsmanager:GetSecretValue");
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
          description:
            "The Parameter Store parameter that holds a key or an address, as named in systems.json.",
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
