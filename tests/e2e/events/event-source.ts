/** One message of a stream. */
export interface StreamMessage {
  readonly id: string;
  /** Null for a comment. */
  // biome-ignore lint/suspicious/noExplicitAny: a CloudEvent, into which tests look.
  readonly event: any;
}

/** As much of a client of Server-Sent Events as tests need. */
export class EventSourceClient {
  #text = '';

  private constructor(
    readonly response: Response,
    private readonly reader: ReadableStreamDefaultReader<Uint8Array>,
  ) {}

  static async open(url: string, token: string, headers: Record<string, string> = {}) {
    const response = await fetch(url, { headers: { authorization: `Bearer ${token}`, ...headers } });
    if (response.status !== 200 || response.body === null) {
      throw new Error(`${response.status} ${await response.text()}`);
    }
    return new EventSourceClient(response, response.body.getReader());
  }

  /** The next message or comment; null when the stream has ended. */
  async next(): Promise<StreamMessage | null> {
    for (;;) {
      const end = this.#text.indexOf('\n\n');
      if (end >= 0) {
        const message = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 2);
        return parse(message);
      }
      const { done, value } = await this.reader.read();
      if (done) return null;
      this.#text += Buffer.from(value).toString('utf8');
    }
  }

  /** The next one that is no comment. */
  async nextEvent(): Promise<StreamMessage> {
    for (;;) {
      const message = await this.next();
      if (message === null) throw new Error('The stream has ended');
      if (message.event !== null) return message;
    }
  }

  close(): Promise<void> {
    return this.reader.cancel();
  }
}

function parse(message: string): StreamMessage {
  const fields = new Map(
    message.split('\n').map((line) => {
      const [name = '', ...value] = line.split(': ');
      return [name, value.join(': ')] as const;
    }),
  );
  const data = fields.get('data');
  return { id: fields.get('id') ?? '', event: data === undefined ? null : JSON.parse(data) };
}
