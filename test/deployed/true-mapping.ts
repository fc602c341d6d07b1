import { DescribeStreamSummaryCommand } from "@aws-sdk/client-kinesis";
import { GetFunctionConfigurationCommand, InvokeCommand } from "@aws-sdk/client-lambda";
import { DETECTOR_MAPPING } from "../../functions/runtime/mapping.ts";
import type { StackOutputs } from "../../infra/outputs.ts";
import { type Mapping, startMapping } from "../../local/mapping/driver.ts";
import type { FailureRecord } from "../../local/mapping/failure-record.ts";
import type { InvocationOutcome } from "../../local/mapping/outcome.ts";
import type { Services } from "./services.ts";

export interface Driven extends Mapping {
  /** How each invocation ended, oldest first. */
  readonly outcomes: readonly InvocationOutcome[];
  readonly givenUp: readonly FailureRecord[];
}

/** Feeds the deployed detector from the beginning of the deployed stream as AWS would, which emulators do not. */
export async function driveDetector(services: Services, stack: StackOutputs): Promise<Driven> {
  const { functions, streams } = services;
  const { streamName, detectFunction } = stack;
  const { StreamDescriptionSummary } = await streams.send(
    new DescribeStreamSummaryCommand({ StreamName: streamName }),
  );
  const { FunctionArn } = await functions.send(
    new GetFunctionConfigurationCommand({ FunctionName: detectFunction }),
  );
  const { startingPosition, ...configuration } = DETECTOR_MAPPING;
  const outcomes: InvocationOutcome[] = [];
  const givenUp: FailureRecord[] = [];
  const mapping = startMapping({
    kinesis: streams,
    streamName,
    streamArn: StreamDescriptionSummary?.StreamARN ?? "",
    functionArn: FunctionArn ?? "",
    startingPosition,
    configuration,
    invoke: async (event) => {
      const outcome = await invoke(services, detectFunction, event);
      outcomes.push(outcome);
      return outcome;
    },
    onFailure: async (record) => {
      givenUp.push(record);
    },
  });
  return { ...mapping, outcomes, givenUp };
}

async function invoke({ functions }: Services, name: string, event: object): Promise<InvocationOutcome> {
  const { FunctionError, Payload, $metadata } = await functions.send(
    new InvokeCommand({ FunctionName: name, Payload: new TextEncoder().encode(JSON.stringify(event)) }),
  );
  const { requestId } = $metadata;
  const payload: unknown = JSON.parse(Payload?.transformToString() || "null");
  if (FunctionError === undefined) return { type: "success", payload, requestId };
  const message = JSON.stringify(payload);
  return { type: message.includes("Task timed out") ? "timedOut" : "error", message, requestId };
}
