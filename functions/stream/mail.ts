import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";

/** Sends mail by topics of SNS, one for each receiver, to which its address is subscribed. */
export class Mail {
  readonly #client: () => SNSClient;
  readonly #topics: string;

  /** `topics` is how the ARNs of the topics begin. The client is made only where mail is sent. */
  constructor(client: () => SNSClient, topics: string) {
    this.#client = client;
    this.#topics = topics;
  }

  async send(receiver: string, subject: string, text: string): Promise<void> {
    const TopicArn = `${this.#topics}${receiver}`;
    await this.#client().send(new PublishCommand({ TopicArn, Subject: subject, Message: text }));
  }
}
