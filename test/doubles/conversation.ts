export type Answer = Readonly<Record<string, unknown>>;

/** A conversation with a service, real or double: each answer as shown, or the name of the refusal. */
export class Conversation {
  readonly answers: unknown[] = [];
  readonly #client: { send(command: never): Promise<unknown> };
  readonly #shown: (answer: Answer) => unknown;

  constructor(client: { send(command: never): Promise<unknown> }, shown: (answer: Answer) => unknown) {
    this.#client = client;
    this.#shown = shown;
  }

  /** Returns the whole answer; an empty one for a refusal. */
  async ask(command: object): Promise<Answer> {
    try {
      const { $metadata, ...answer } = (await this.#client.send(command as never)) as Answer;
      this.answers.push(this.#shown(answer));
      return answer;
    } catch (error) {
      this.answers.push((error as Error).name);
      return {};
    }
  }
}
