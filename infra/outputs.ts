import { FUNCTION_NAMES, type FunctionName } from "../functions/runtime/functions.ts";

type FunctionOutputs = { readonly [Name in FunctionName as `${Name}Function`]: string };

/** Returns a text for each function, by the command's name for its output: `pollFunction`. */
export function functionOutputs(textOf: (name: FunctionName) => string): FunctionOutputs {
  return Object.fromEntries(
    FUNCTION_NAMES.map((name) => [`${name}Function`, textOf(name)]),
  ) as FunctionOutputs;
}

/**
 * The names of a deployed stack's outputs, by the command's names for them. Plain data: the stack writes them, the
 * command asks CloudFormation for them.
 */
export const STACK_OUTPUTS = {
  streamName: "StreamName",
  stateTable: "StateTable",
  alertsTable: "AlertsTable",
  windowsTable: "WindowsTable",
  historyTable: "HistoryTable",
  pollsTable: "PollsTable",
  peopleTable: "PeopleTable",
  receiversTable: "ReceiversTable",
  mailTopics: "MailTopics",
  busName: "BusName",
  faultsQueueUrl: "FaultsQueueUrl",
  givenUpQueueUrl: "GivenUpQueueUrl",
  ...functionOutputs((name) => `${name.charAt(0).toUpperCase()}${name.slice(1)}Function`),
  highAlarmsTopic: "HighAlarmsTopic",
  lowAlarmsTopic: "LowAlarmsTopic",
  undeliveredQueueUrl: "UndeliveredQueueUrl",
  dispatchersPolicy: "DispatchersPolicy",
} as const;

/** The values of a stack's outputs. */
export type StackOutputs = Readonly<Record<keyof typeof STACK_OUTPUTS, string>>;
