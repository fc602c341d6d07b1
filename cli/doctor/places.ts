import { DescribeTableCommand } from "@aws-sdk/client-dynamodb";
import { DescribeStreamSummaryCommand } from "@aws-sdk/client-kinesis";
import type { Finding } from "../../functions/words/health.ts";
import type { Connection } from "../connection.ts";
import { endingOf } from "../user-error.ts";

/** Checks that the tables and the stream exist and are active. */
export async function examinePlaces({ tables, streams, names }: Connection): Promise<Finding[]> {
  const { stateTable, alertsTable, windowsTable, pollsTable, streamName } = names;
  // A stack of an older version has no table of people, history or receivers.
  const later = [names.historyTable, names.peopleTable, names.receiversTable];
  const inOrder = [stateTable, alertsTable, windowsTable, pollsTable, ...later];
  const checks = inOrder.flatMap((TableName) =>
    TableName === undefined
      ? []
      : finding(`table ${TableName}`, async () => {
          const { Table } = await tables.send(new DescribeTableCommand({ TableName }));
          return Table?.TableStatus ?? "of unknown status";
        }),
  );
  const stream = finding(`stream ${streamName}`, async () => {
    const summary = await streams.send(new DescribeStreamSummaryCommand({ StreamName: streamName }));
    return summary.StreamDescriptionSummary?.StreamStatus ?? "of unknown status";
  });
  return await Promise.all([...checks, stream]);
}

async function finding(what: string, look: () => Promise<string>): Promise<Finding> {
  try {
    const status = await look();
    const isThere = status === "ACTIVE" || status === "UPDATING";
    return { what, verdict: isThere ? "ok" : "wrong", says: status.toLowerCase() };
  } catch (error) {
    return { what, verdict: "wrong", says: endingOf(error).sentence };
  }
}
