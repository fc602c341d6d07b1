import { randomUUID } from "node:crypto";

export interface BusEvent {
  readonly source: string;
  readonly detailType: string;
  readonly detail: unknown;
}

/**
 * A minimal stand-in for EventBridge: takes PutEvents and passes each event to `onEvent`. It keeps no events and has no
 * rules.
 */
export function createBus(onEvent: (event: BusEvent) => void) {
  return {
    /** Takes the JSON body of a `PutEvents` call and returns the body of its response. */
    putEvents(request: unknown): {
      FailedEntryCount: number;
      Entries: { EventId?: string; ErrorCode?: string }[];
    } {
      const entries = (request as { Entries?: unknown } | null)?.Entries;
      const answers = (Array.isArray(entries) ? entries : []).map((entry: Record<string, unknown>) => {
        let detail: unknown;
        try {
          detail = JSON.parse(String(entry.Detail));
        } catch {
          return { ErrorCode: "MalformedDetail" };
        }
        onEvent({ source: String(entry.Source), detailType: String(entry.DetailType), detail });
        return { EventId: randomUUID() };
      });
      return { FailedEntryCount: answers.filter((answer) => "ErrorCode" in answer).length, Entries: answers };
    },
  };
}

export type Bus = ReturnType<typeof createBus>;
