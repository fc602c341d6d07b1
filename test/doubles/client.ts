type Sent = { readonly input: object };

/** Makes a double an SDK client; a command's result arrives in the next turn. */
export function clientOf<Client>(double: { send(command: Sent): object }): Client {
  const send = async (command: Sent) => double.send(command);
  return { send, destroy: () => undefined } as unknown as Client;
}
