type Sent = { readonly input: object };

/** A double as an SDK's client: what a command comes to is there in the next turn. */
export function clientOf<Client>(double: { send(command: Sent): object }): Client {
  const send = async (command: Sent) => double.send(command);
  return { send, destroy: () => undefined } as unknown as Client;
}
