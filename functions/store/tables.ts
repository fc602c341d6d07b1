/**
 * The tables as plain data: infra and the local runner create them from it, and the adapters take their key names from
 * it. All key attributes are strings; times in keys are ISO 8601 UTC with milliseconds.
 */
export interface Table {
  readonly partitionKey: string;
  readonly sortKey?: string;
  /** The attribute that holds the time of deletion, in seconds since the epoch. */
  readonly timeToLive?: string;
  readonly indexes?: Readonly<Record<string, TableIndex>>;
}

/** What is put into one item has at most this many bytes: DynamoDB takes 400 KB, with names and keys. */
export const ITEM_BYTES_MAX = 390_000;

export interface TableIndex {
  readonly partitionKey: string;
  readonly sortKey: string;
  readonly projection: "ALL" | "KEYS_ONLY";
}

export type TableName = "state" | "alerts" | "windows" | "history" | "polls" | "people" | "receivers";

export const TABLES: Readonly<Record<TableName, Table>> = {
  /** For each system its packed state, station ids in column order, roster and rule books. Only detect writes it. */
  state: { partitionKey: "systemId", sortKey: "item", timeToLive: "expiresAt" },
  /** One item per alert, from its opening to its end: what people query. */
  alerts: {
    partitionKey: "systemId",
    sortKey: "alertId",
    timeToLive: "expiresAt",
    indexes: {
      /** `stationKey` is `systemId/stationId`: two systems may use the same station id. */
      byStation: { partitionKey: "stationKey", sortKey: "alertId", projection: "KEYS_ONLY" },
      /** `openSince` is present only while the alert is open. */
      open: { partitionKey: "systemId", sortKey: "openSince", projection: "ALL" },
    },
  },
  /** One item per five-minute window of a city. */
  windows: { partitionKey: "systemId", sortKey: "windowStart", timeToLive: "expiresAt" },
  /** One item per poll of a system that moved its mark: what became of it, and what was believed after it. */
  history: { partitionKey: "systemId", sortKey: "at", timeToLive: "expiresAt" },
  /** For each system its lease, ETag and next due time. Only the poller uses it. */
  polls: { partitionKey: "systemId" },
  /**
   * What people do: all silences under one subject, and for each system a log of who did what with which alert. Rights
   * go by table, so the functions that fold have none here.
   */
  people: { partitionKey: "subject", sortKey: "item", timeToLive: "expiresAt" },
  /** For each receiver what it was told, the message that is under way, and what it has refused. Only tell writes it. */
  receivers: { partitionKey: "receiver", sortKey: "item", timeToLive: "expiresAt" },
};
