/**
 * The names of the functions' environment variables, shared by what sets them (CDK, the local runner) and what reads
 * them (the handlers, the CLI).
 */
export const ENVIRONMENT = {
  streamName: "STREAM_NAME",
  stateTable: "STATE_TABLE",
  alertsTable: "ALERTS_TABLE",
  windowsTable: "WINDOWS_TABLE",
  historyTable: "HISTORY_TABLE",
  pollsTable: "POLLS_TABLE",
  peopleTable: "PEOPLE_TABLE",
  receiversTable: "RECEIVERS_TABLE",
  /** How the ARNs of the topics for mail begin; the receiver's name follows. */
  mailTopics: "MAIL_TOPICS",
  busName: "BUS_NAME",
  faultsQueueUrl: "FAULTS_QUEUE_URL",
  /** Path of systems.json; absent means the file beside the bundle. */
  systemsFile: "SYSTEMS_FILE",
  /** `event`: a run's time is that of its event, and every system is due. Only the local runner sets it. */
  pollClock: "POLL_CLOCK",
  /** `allow`: feeds and receivers may be plain HTTP on loopback. Only the local runner sets it. */
  loopbackFeeds: "LOOPBACK_FEEDS",
} as const;

type Variable = keyof typeof ENVIRONMENT;

/** The default names of the stream, the tables, the bus and the queues. */
export const DEFAULT_NAMES = {
  streamName: "stationwatch",
  stateTable: "stationwatch-state",
  alertsTable: "stationwatch-alerts",
  windowsTable: "stationwatch-windows",
  historyTable: "stationwatch-history",
  pollsTable: "stationwatch-polls",
  peopleTable: "stationwatch-people",
  receiversTable: "stationwatch-receivers",
  mailTopics: "arn:aws:sns:us-east-1:000000000000:stationwatch-told-",
  busName: "stationwatch",
  faultsQueueName: "stationwatch-faults",
  givenUpQueueName: "stationwatch-given-up",
} as const;

/** Returns the values of the variables that a function needs. Throws one error that names all missing ones. */
export function requireEnvironment<Name extends Variable>(
  names: readonly Name[],
  environment: NodeJS.ProcessEnv = process.env,
): Record<Name, string> {
  const missing = names.filter((name) => !environment[ENVIRONMENT[name]]).map((name) => ENVIRONMENT[name]);
  if (missing.length > 0) throw new Error(`missing environment variables: ${missing.join(", ")}`);
  return Object.fromEntries(names.map((name) => [name, environment[ENVIRONMENT[name]]])) as Record<
    Name,
    string
  >;
}

export function optionalEnvironment(
  name: Variable,
  environment: NodeJS.ProcessEnv = process.env,
): string | null {
  return environment[ENVIRONMENT[name]] || null;
}
