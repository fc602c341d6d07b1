/** One JSON line a message, as CloudWatch Logs Insights reads it. Never a secret: what is logged is named here and there, not whole objects. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

export function log(level: "INFO" | "WARN" | "ERROR", message: string, fields: LogFields = {}): void {
  logAt(Date.now(), level, message, fields);
}

/** Lambda takes a line without an RFC 3339 `timestamp` for INFO, whatever its level. `at` is in milliseconds since the epoch. */
export function logAt(at: number, level: "INFO" | "WARN" | "ERROR", message: string, fields: object): void {
  const timestamp = new Date(at).toISOString();
  process.stdout.write(`${JSON.stringify({ timestamp, level, message, ...fields })}\n`);
}
