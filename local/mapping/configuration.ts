/**
 * What is assumed of AWS where its documentation is silent, or reports differ from it. README.md says why; what relies
 * on the mapping must hold either way, and the fault histories run both.
 */
export interface MappingAssumptions {
  /** What an identifier that is not in the batch does. */
  readonly unknownIdentifier: "fails the batch" | "is ignored";
  /** What becomes of a batch whose first record is the one returned, with bisecting. */
  readonly firstReturned: "split in two" | "sent whole";
}

/**
 * The settings of an event source mapping. The first seven are AWS's, with AWS's names and units; the rest replace what
 * AWS decides by itself.
 */
export interface MappingConfiguration extends MappingAssumptions {
  /** The most records of one invocation, 1 to 10,000. */
  readonly batchSize: number;
  /** How long records may wait for their batch to fill, 0 to 300; 0 sends them at once. */
  readonly maximumBatchingWindowInSeconds: number;
  /** How many batches of a shard run at once, 1 to 10. */
  readonly parallelizationFactor: number;
  /** Retries after function errors, 0 to 10,000; -1 for no limit. */
  readonly maximumRetryAttempts: number;
  /** The age at which a record is given up, 60 to 604,800; -1 for when the stream drops it. */
  readonly maximumRecordAgeInSeconds: number;
  readonly bisectBatchOnFunctionError: boolean;
  /** Whether FunctionResponseTypes has ReportBatchItemFailures; without it, responses are not read. */
  readonly reportBatchItemFailures: boolean;
  /** How long the stream keeps its records: no record is retried for longer. */
  readonly streamRetentionSeconds: number;
  /** The time between two reads of a shard at its tip; a shard with a backlog is read at once. */
  readonly pollIntervalMs: number;
  /** The wait before the first retry; each further one doubles it, up to backoffMaxMs. */
  readonly backoffFirstMs: number;
  readonly backoffMaxMs: number;
}

/** AWS's defaults: with them, one bad record blocks its shard until the stream drops it. */
export const MAPPING_DEFAULTS: MappingConfiguration = {
  batchSize: 100,
  maximumBatchingWindowInSeconds: 0,
  parallelizationFactor: 1,
  maximumRetryAttempts: -1,
  maximumRecordAgeInSeconds: -1,
  bisectBatchOnFunctionError: false,
  reportBatchItemFailures: false,
  streamRetentionSeconds: 86_400,
  pollIntervalMs: 1_000,
  backoffFirstMs: 500,
  backoffMaxMs: 60_000,
  unknownIdentifier: "fails the batch",
  firstReturned: "split in two",
};

interface Range {
  readonly least: number;
  readonly most: number;
  /** Whether -1 is allowed as well. */
  readonly endless?: true;
}

const RANGES: ReadonlyMap<keyof MappingConfiguration, Range> = new Map([
  ["batchSize", { least: 1, most: 10_000 }],
  ["maximumBatchingWindowInSeconds", { least: 0, most: 300 }],
  ["parallelizationFactor", { least: 1, most: 10 }],
  ["maximumRetryAttempts", { least: 0, most: 10_000, endless: true }],
  ["maximumRecordAgeInSeconds", { least: 60, most: 604_800, endless: true }],
  ["streamRetentionSeconds", { least: 1, most: 31_536_000 }],
  ["pollIntervalMs", { least: 1, most: 3_600_000 }],
  ["backoffFirstMs", { least: 0, most: 3_600_000 }],
  ["backoffMaxMs", { least: 0, most: 3_600_000 }],
]);

/** Returns the defaults with these settings applied. Throws a RangeError that names a setting AWS would refuse. */
export function configureMapping(settings: Partial<MappingConfiguration> = {}): MappingConfiguration {
  const configuration = { ...MAPPING_DEFAULTS, ...settings };
  for (const [name, range] of RANGES) {
    const value = Number(configuration[name]);
    if (range.endless === true && value === -1) continue;
    if (Number.isInteger(value) && value >= range.least && value <= range.most) continue;
    const expected = `a whole number from ${range.least} to ${range.most}${range.endless ? ", or -1" : ""}`;
    throw new RangeError(`event source mapping: ${name} is ${configuration[name]}, expected ${expected}`);
  }
  return configuration;
}

/** Returns the age, in milliseconds, from which records are no longer sent to the function. */
export function ageMaxMs(configuration: MappingConfiguration): number {
  const { maximumRecordAgeInSeconds: age, streamRetentionSeconds: retention } = configuration;
  return (age === -1 ? retention : Math.min(age, retention)) * 1_000;
}

/** Returns the wait after so many failures in a row, at least one. Milliseconds. */
export function backoffMs(configuration: MappingConfiguration, failures: number): number {
  const doublings = Math.min(failures - 1, 30);
  return Math.min(configuration.backoffFirstMs * 2 ** doublings, configuration.backoffMaxMs);
}
