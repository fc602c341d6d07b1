import {
  GetEventSourceMappingCommand,
  GetFunctionConfigurationCommand,
  type LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { eventually } from "../../local/aws-emulators/progress.ts";

const SETTLED_WITHIN_MS = 60_000;

/** Changes variables of a deployed function, which the stack never does; resolves when the function runs with them. */
export async function setVariables(
  functions: LambdaClient,
  functionName: string,
  variables: Readonly<Record<string, string>>,
): Promise<void> {
  const FunctionName = functionName;
  const { Environment } = await functions.send(new GetFunctionConfigurationCommand({ FunctionName }));
  await functions.send(
    new UpdateFunctionConfigurationCommand({
      FunctionName,
      Environment: { Variables: { ...Environment?.Variables, ...variables } },
    }),
  );
  await eventually(SETTLED_WITHIN_MS, async () => {
    const { LastUpdateStatus } = await functions.send(new GetFunctionConfigurationCommand({ FunctionName }));
    if (LastUpdateStatus === "InProgress") throw new Error(`${functionName} is still being updated`);
  });
}

/** Switches the mapping that feeds a function on or off; resolves when it has switched. */
export async function switchMapping(
  functions: LambdaClient,
  functionName: string,
  enabled: boolean,
): Promise<void> {
  const { EventSourceMappings } = await functions.send(
    new ListEventSourceMappingsCommand({ FunctionName: functionName }),
  );
  const UUID = EventSourceMappings?.[0]?.UUID;
  if (UUID === undefined) throw new Error(`${functionName} has no event source mapping`);
  await functions.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: enabled }));
  const wanted = enabled ? "Enabled" : "Disabled";
  await eventually(SETTLED_WITHIN_MS, async () => {
    const { State } = await functions.send(new GetEventSourceMappingCommand({ UUID }));
    if (State !== wanted) throw new Error(`the mapping of ${functionName} is ${State}, expected ${wanted}`);
  });
}
