import { once } from 'node:events';
import type { Writable } from 'node:stream';

interface Streams {
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean };
}

/** What a command says: on standard output its result, with `--json` as one document, and all else on standard error. */
export class CommandOutput {
  readonly #lines: string[] = [];
  #hasResult = false;
  #progressLength = 0;
  /** Nothing is written from then on: whoever waits for room would wait for ever. */
  signal: AbortSignal | undefined;

  constructor(
    readonly isJson: boolean,
    private readonly streams: Streams,
  ) {}

  print(line: string): void {
    if (this.isJson) this.#lines.push(line);
    else this.streams.stdout.write(`${line}\n`);
  }

  tell(result: unknown, text: string | readonly string[]): void {
    this.clearProgress();
    this.#hasResult = true;
    const lines = this.isJson ? [JSON.stringify(result)] : [text].flat();
    for (const line of lines) this.streams.stdout.write(`${line}\n`);
  }

  async list<T>(items: Iterable<T> | AsyncIterable<T>, line: (item: T) => string): Promise<void> {
    let count = 0;
    for await (const item of items) {
      this.#hasResult = true;
      const before = count === 0 ? '[' : ',\n';
      await this.write(this.isJson ? `${before}${JSON.stringify(item)}` : `${line(item)}\n`);
      count += 1;
    }
    this.#hasResult = true;
    if (this.isJson) await this.write(count === 0 ? '[]\n' : ']\n');
  }

  async write(text: string): Promise<void> {
    this.#hasResult = true;
    this.signal?.throwIfAborted();
    if (!this.streams.stdout.write(text))
      await once(this.streams.stdout, 'drain', this.signal && { signal: this.signal });
  }

  note(line: string): void {
    this.clearProgress();
    this.streams.stderr.write(`${line}\n`);
  }

  progress(text: string): void {
    if (this.streams.stderr.isTTY !== true) return;
    this.streams.stderr.write(`\r${text.padEnd(this.#progressLength)}`);
    this.#progressLength = text.length;
  }

  clearProgress(): void {
    if (this.#progressLength > 0) this.streams.stderr.write(`\r${' '.repeat(this.#progressLength)}\r`);
    this.#progressLength = 0;
  }

  /** Of a command that has only printed, or nothing. */
  end(): void {
    this.clearProgress();
    if (this.isJson && !this.#hasResult) this.tell({ lines: this.#lines }, []);
  }

  /** Settled when all of it has been taken, or will be no more. */
  flushed(): Promise<void> {
    return new Promise((resolve) => this.streams.stdout.write('', () => resolve()));
  }

  /** The document of a command that has failed before it had one; people read the reason on standard error. */
  fail(error: object): void {
    this.clearProgress();
    if (this.isJson && !this.#hasResult) this.tell({ error }, []);
  }
}
