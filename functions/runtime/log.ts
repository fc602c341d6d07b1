/** One JSON line a message, as CloudWatch Logs Insights reads it. Never a secret: what is logged is named here and there, not whole objects. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

export function log(level: "INFO" | "WARN" | "ERROR", message: string, fields: LogFields = {}): void {
  process.stdout.write(`${JSON.stringify({ level, message, ...fields })}\n`);
}
