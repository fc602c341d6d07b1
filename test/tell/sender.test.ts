import { expect, test } from "vitest";
import { createSender, type SenderWorld } from "../../functions/tell/sender.ts";

const KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/** A world that writes down what is sent. */
function heard(more: Partial<SenderWorld> = {}) {
  const sent: unknown[] = [];
  const send = createSender({
    post: async (address, headers, body) => {
      sent.push([address, headers, new TextDecoder().decode(body)]);
      return { status: 202, retryAfterMs: null };
    },
    mail: async (...mail) => void sent.push(mail),
    addressOf: async (name) => `https://hooks.example/${name}`,
    keyOf: async () => KEY,
    agent: "stationwatch/1",
    now: () => 1_614_265_330_000,
    ...more,
  });
  return { sent, send };
}

const message = (kind: "text" | "standard" | "mail", text: string) => ({
  id: "dispatch-1-ab",
  kind,
  body: new TextEncoder().encode(text),
});

test("a text goes to its address with its id, and without a signature", async () => {
  const { sent, send } = heard();
  expect(await send("dispatch", message("text", "{}"))).toMatchObject({ type: "answered", status: 202 });
  const headers = {
    "content-type": "application/json",
    "user-agent": "stationwatch/1",
    "webhook-id": "dispatch-1-ab",
  };
  expect(sent).toEqual([["https://hooks.example/dispatch", headers, "{}"]]);
});

test("what is for programs is signed", async () => {
  const { sent, send } = heard();
  await send("dispatch", message("standard", "{}"));
  expect(sent).toMatchObject([
    [
      expect.anything(),
      { "webhook-timestamp": "1614265330", "webhook-signature": expect.stringMatching(/^v1,/) },
      "{}",
    ],
  ]);
});

test("mail has the counts for its subject, in ASCII", async () => {
  const { sent, send } = heard();
  const text = "2 open, 1 over · as of Jun 01 20:30\nempty for 31 min: Opéra (lyon)";
  expect(await send("ops", message("mail", text))).toMatchObject({ status: 200 });
  expect(sent).toEqual([["ops", "stationwatch: 2 open, 1 over", text]]);
});

test.each<[string, "text" | "standard" | "mail", Partial<SenderWorld>]>([
  [
    "an address that cannot be read",
    "text",
    { addressOf: () => Promise.reject(new Error("no such parameter")) },
  ],
  ["a key that is none", "standard", { keyOf: async () => "short" }],
  ["a server that is silent", "text", { post: () => Promise.reject(new Error("no answer")) }],
  ["a topic that is not there", "mail", { mail: () => Promise.reject(new Error("no topic")) }],
])("%s is no answer, and nothing is thrown", async (_, kind, more) => {
  const { send } = heard(more);
  expect(await send("dispatch", message(kind, "{}"))).toMatchObject({ type: "unanswered" });
});
