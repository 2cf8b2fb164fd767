import { connect } from 'node:net';

/** The first answer on a connection that is not 100 Continue, as far as it came. */
export interface RawAnswer {
  /** Null where the connection closed without an answer. */
  readonly status: number | null;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  /** All that came, of every answer. */
  readonly text: string;
}

/** Sends bytes as they are and gives back all that comes until the server closes the connection. */
export async function exchange(baseUrl: string, bytes: string | Buffer): Promise<RawAnswer> {
  return parse(await converse(baseUrl, bytes, () => false));
}

/** Like `exchange`, but hangs up after the first complete answer. */
export async function exchangeOne(baseUrl: string, bytes: string | Buffer): Promise<RawAnswer> {
  return parse(await converse(baseUrl, bytes, isComplete));
}

function converse(
  baseUrl: string,
  bytes: string | Buffer,
  isEnough: (received: Buffer) => boolean,
): Promise<Buffer> {
  const { hostname, port } = new URL(baseUrl);
  const payload = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes;
  return new Promise((resolve) => {
    let received = Buffer.alloc(0);
    const socket = connect(Number(port), hostname, () => socket.write(payload));
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      if (isEnough(received)) socket.end();
    });
    // A reset is one way of closing.
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(received));
  });
}

function isComplete(received: Buffer): boolean {
  const { status, headers, body } = parse(received);
  if (status === null) return false;
  const length = headers.get('content-length');
  return length === undefined ? status === 204 : Buffer.byteLength(body) >= Number(length);
}

function parse(received: Buffer): RawAnswer {
  const text = received.toString('utf8').replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, '');
  const end = text.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = text.slice(0, Math.max(end, 0)).split('\r\n');
  const [, status] = /^HTTP\/1\.1 (\d{3}) /.exec(statusLine) ?? [];
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  const body = end < 0 ? '' : text.slice(end + 4);
  return { status: status === undefined ? null : Number(status), headers, body, text };
}
