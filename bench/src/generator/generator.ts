import type { Processes } from '../processes.ts';
import type { Job, Outcome } from './job.ts';

/** A load generator in a process of its own. One job at a time. */
export class Generator {
  readonly #ask: (job: Job) => Promise<Outcome>;

  private constructor(ask: (job: Job) => Promise<Outcome>) {
    this.#ask = ask;
  }

  static async start(processes: Processes): Promise<Generator> {
    const worker = await processes.fork<{ outcome: Outcome }>('generator/main.ts');
    return new Generator(async (job) => (await worker.ask(job)).outcome);
  }

  run(job: Job): Promise<Outcome> {
    return this.#ask(job);
  }
}

/** The bytes of a request with a keep-alive connection. */
export function request(
  method: string,
  path: string,
  { headers = {}, body }: { headers?: Record<string, string>; body?: unknown } = {},
): string {
  const json = body === undefined ? '' : JSON.stringify(body);
  const all: Record<string, string> = {
    Host: 'bench',
    ...headers,
    ...(body === undefined
      ? {}
      : { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(json)) }),
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${json}`;
}
