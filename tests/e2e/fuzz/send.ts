import { Agent, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { bytesOf } from './bodies.js';
import type { Crew } from './crew.js';
import type { FuzzRequest } from './requests.js';

export interface FuzzAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The path that was asked, without placeholders. */
  readonly path: string;
}

/** Sends requests one after the other, over connections that are kept. */
export class Sender {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(
    private readonly baseUrl: string,
    private readonly crew: Crew,
  ) {}

  async send(request: FuzzRequest): Promise<FuzzAnswer> {
    const path = this.crew.resolve(request.path);
    const body = request.body && { ...request.body, text: this.crew.resolve(request.body.text) };
    const bytes = body === null ? null : bytesOf(body);
    const contentType = body?.contentType ?? null;
    const authorization = this.crew.authorization(request);
    const headers = {
      ...request.headers,
      ...(authorization === undefined ? {} : { authorization }),
      ...(contentType === null ? {} : { 'content-type': contentType }),
      ...(bytes === null ? {} : framing(request, bytes)),
    };
    const { hostname, port } = new URL(this.baseUrl);
    const options = { hostname, port, path, method: request.method, headers, agent: this.#agent };
    return new Promise((resolve, reject) => {
      const sent = httpRequest(options, (answer) => read(answer, path).then(resolve, reject));
      sent.on('error', (cause) => reject(new Error('The connection broke without an answer', { cause })));
      sent.end(bytes);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

function framing({ isChunked }: FuzzRequest, bytes: Buffer): Record<string, string> {
  return isChunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': String(bytes.length) };
}

async function read(answer: IncomingMessage, path: string): Promise<FuzzAnswer> {
  const chunks: Buffer[] = [];
  // Of what does not end by itself, the beginning.
  const isEndless = answer.headers['content-type']?.startsWith('text/event-stream') ?? false;
  for await (const chunk of answer) {
    chunks.push(chunk);
    if (isEndless) break;
  }
  const bytes = Buffer.concat(chunks);
  const coding = answer.headers['content-encoding'];
  const plain = bytes.length === 0 ? bytes : decode(bytes, coding);
  return { status: answer.statusCode ?? 0, headers: answer.headers, text: plain.toString('utf8'), path };
}

function decode(bytes: Buffer, coding: string | undefined): Buffer {
  if (coding === 'gzip') return gunzipSync(bytes);
  return coding === 'br' ? brotliDecompressSync(bytes) : bytes;
}
