/**
 * The settings of an event source mapping. The first seven are AWS's, by AWS's names and with its units; the rest
 * stand for what AWS decides by itself.
 */
export interface MappingConfiguration {
  /** Records of one invocation at most, 1 to 10,000. */
  readonly batchSize: number;
  /** How long records may wait for their batch to fill, 0 to 300; 0 sends what is there. */
  readonly maximumBatchingWindowInSeconds: number;
  /** Concurrent batches of one shard, 1 to 10. */
  readonly parallelizationFactor: number;
  /** Retries after function errors, 0 to 10,000; -1 is without end. */
  readonly maximumRetryAttempts: number;
  /** 60 to 604,800; -1 is until the stream drops the record. */
  readonly maximumRecordAgeInSeconds: number;
  readonly bisectBatchOnFunctionError: boolean;
  /** Whether FunctionResponseTypes has ReportBatchItemFailures; without it a response is not looked at. */
  readonly reportBatchItemFailures: boolean;
  /** How long the stream keeps its records: nothing is retried for longer. */
  readonly streamRetentionSeconds: number;
  /** Between two reads of a shard that is at its tip; a shard with a backlog is read at once. */
  readonly pollIntervalMs: number;
  /** Wait before the first retry; doubled by each further one, up to backoffMaxMs. */
  readonly backoffFirstMs: number;
  readonly backoffMaxMs: number;
}

/** AWS's defaults: with them one bad record blocks its shard until the stream drops it. */
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
};

interface Range {
  readonly least: number;
  readonly most: number;
  /** -1 is allowed beside the range. */
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

/** The defaults with these settings over them. Throws a RangeError that names the setting AWS would refuse. */
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

/** Records older than this are not sent to the function any more, milliseconds. */
export function ageMaxMs(configuration: MappingConfiguration): number {
  const { maximumRecordAgeInSeconds: age, streamRetentionSeconds: retention } = configuration;
  return (age === -1 ? retention : Math.min(age, retention)) * 1_000;
}

/** The wait after so many failures in a row, at least one. */
export function backoffMs(configuration: MappingConfiguration, failures: number): number {
  const doublings = Math.min(failures - 1, 30);
  return Math.min(configuration.backoffFirstMs * 2 ** doublings, configuration.backoffMaxMs);
}
