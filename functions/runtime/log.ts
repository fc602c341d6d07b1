/** The fields of a log line. They are named one by one, never whole objects, so that no secret is logged. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

export function log(level: "INFO" | "WARN" | "ERROR", message: string, fields: LogFields = {}): void {
  logAt(Date.now(), level, message, fields);
}

/** Writes a JSON line. Without an RFC 3339 `timestamp` Lambda takes it for INFO. `at`: milliseconds since the epoch. */
export function logAt(at: number, level: "INFO" | "WARN" | "ERROR", message: string, fields: object): void {
  const timestamp = new Date(at).toISOString();
  process.stdout.write(`${JSON.stringify({ timestamp, level, message, ...fields })}\n`);
}
