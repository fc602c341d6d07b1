/**
 * What a deployed stack tells of itself: the names of its outputs, by what the command calls them. Plain data: the
 * stack gives them, the command asks CloudFormation for them.
 */
export const STACK_OUTPUTS = {
  streamName: "StreamName",
  stateTable: "StateTable",
  alertsTable: "AlertsTable",
  windowsTable: "WindowsTable",
  pollsTable: "PollsTable",
  busName: "BusName",
  faultsQueueUrl: "FaultsQueueUrl",
  givenUpQueueUrl: "GivenUpQueueUrl",
  pollFunction: "PollFunction",
  detectFunction: "DetectFunction",
  highAlarmsTopic: "HighAlarmsTopic",
  lowAlarmsTopic: "LowAlarmsTopic",
  alertsTopic: "AlertsTopic",
  undeliveredQueueUrl: "UndeliveredQueueUrl",
} as const;

/** The values of a stack's outputs. */
export type StackOutputs = Readonly<Record<keyof typeof STACK_OUTPUTS, string>>;
