import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface ReceivedMail {
  readonly from: string;
  /** Of the envelope. */
  readonly to: readonly string[];
  /** Whether it came over TLS. */
  readonly isSecure: boolean;
  readonly raw: string;
  readonly parsed: ParsedMail;
}

/** What the server says to a recipient, or to a message: 250, or one of these. */
export type Verdict = number | 'hang' | null;

/** A real mail server, that keeps what it takes. */
export class SmtpSink {
  readonly received: ReceivedMail[] = [];
  /** One for each recipient that was named. */
  recipients = 0;
  /** Asked for each recipient. */
  recipientVerdict: (address: string) => Verdict = () => null;
  /** Asked when a message has arrived completely. */
  messageVerdict: () => Verdict = () => null;
  readonly #server: SMTPServer;

  private constructor(options: SMTPServerOptions) {
    this.#server = new SMTPServer({
      authOptional: true,
      disableReverseLookup: true,
      closeTimeout: 1,
      ...options,
      onRcptTo: ({ address }, _session, callback) => {
        this.recipients += 1;
        answer(this.recipientVerdict(address), callback);
      },
      onData: (stream, { envelope, secure }, callback) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', async () => {
          const raw = Buffer.concat(chunks);
          const verdict = this.messageVerdict();
          if (verdict === null) {
            this.received.push({
              from: envelope.mailFrom ? envelope.mailFrom.address : '',
              to: envelope.rcptTo.map(({ address }) => address),
              isSecure: secure,
              raw: raw.toString('latin1'),
              parsed: await simpleParser(raw),
            });
          }
          answer(verdict, callback);
        });
      },
    });
    // A client that cuts its connection is no fault of the test.
    this.#server.on('error', () => undefined);
  }

  /** @param port a free one by default. */
  static async start(options: SMTPServerOptions = {}, port = 0): Promise<SmtpSink> {
    const sink = new SmtpSink(options);
    await new Promise<void>((resolve) => sink.#server.listen(port, '127.0.0.1', resolve));
    return sink;
  }

  get port(): number {
    return (this.#server.server.address() as AddressInfo).port;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}

function answer(verdict: Verdict, callback: (error?: Error | null) => void): void {
  if (verdict === null) callback();
  else if (verdict !== 'hang') {
    callback(Object.assign(new Error('5.7.1 not here'), { responseCode: verdict }));
  }
}
