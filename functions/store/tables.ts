/**
 * The tables as plain data: infra and the local runner create them from it, the adapters read their key names
 * here. All key attributes are strings; times in keys are ISO 8601 UTC with milliseconds.
 */
export interface Table {
  readonly partitionKey: string;
  readonly sortKey?: string;
  /** Attribute with the time of deletion in seconds since the epoch. */
  readonly timeToLive?: string;
  readonly indexes?: Readonly<Record<string, TableIndex>>;
}

export interface TableIndex {
  readonly partitionKey: string;
  readonly sortKey: string;
  readonly projection: "ALL" | "KEYS_ONLY";
}

export type TableName = "state" | "alerts" | "windows" | "polls";

export const TABLES: Readonly<Record<TableName, Table>> = {
  /** Per system: its packed state, its stations' ids in column order, its roster. Detect's own. */
  state: { partitionKey: "systemId", sortKey: "item", timeToLive: "expiresAt" },
  /** An item is an alert from opened to resolved: what people query. */
  alerts: {
    partitionKey: "systemId",
    sortKey: "alertId",
    timeToLive: "expiresAt",
    indexes: {
      /** `stationKey` is `systemId/stationId`: two systems may use the same station id. */
      byStation: { partitionKey: "stationKey", sortKey: "alertId", projection: "KEYS_ONLY" },
      /** `openSince` is there only as long as the alert is open. */
      open: { partitionKey: "systemId", sortKey: "openSince", projection: "ALL" },
    },
  },
  /** A five-minute window of a city. */
  windows: { partitionKey: "systemId", sortKey: "windowStart", timeToLive: "expiresAt" },
  /** Per system: lease, ETag, next due time. The poller's own. */
  polls: { partitionKey: "systemId" },
};
