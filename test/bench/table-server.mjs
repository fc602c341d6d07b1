import { createServer } from "node:http";

// A table and a bus in a process of their own, so that their CPU is not counted: it keeps the items of the state table
// and takes everything else. Prints its port.
const items = new Map();
const keyOf = ({ systemId, item }) => `${systemId.S}/${item?.S}`;

const server = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  const { Item, Key } = JSON.parse(body);
  const target = String(request.headers["x-amz-target"]);
  let answer = {};
  if (target.endsWith("PutItem") && Item.item !== undefined) items.set(keyOf(Item), Item);
  if (target.endsWith("GetItem") && items.has(keyOf(Key))) answer = { Item: items.get(keyOf(Key)) };
  if (target.endsWith("PutEvents")) answer = { FailedEntryCount: 0, Entries: [] };
  response.setHeader("content-type", "application/x-amz-json-1.0");
  response.end(JSON.stringify(answer));
});
server.listen(0, "127.0.0.1", () => process.stdout.write(`${server.address().port}\n`));
process.stdin.on("end", () => process.exit()).resume();
