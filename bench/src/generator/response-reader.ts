export type OnResponse = (status: number, response: string) => void;

const headEnd = '\r\n\r\n';

/**
 * Finds where answers end in the bytes of one connection, and looks at no more than that needs: HTTP/1.1 with
 * `Content-Length` or chunks. Text is Latin-1, so that positions are those of the bytes.
 */
export class ResponseReader {
  #rest = '';

  readonly #onResponse: OnResponse;

  constructor(onResponse: OnResponse) {
    this.#onResponse = onResponse;
  }

  /** @param size how many bytes of the buffer are new. */
  read(buffer: Buffer, size: number): void {
    let text = buffer.toString('latin1', 0, size);
    if (this.#rest !== '') text = this.#rest + text;
    let start = 0;
    while (start < text.length) {
      const end = endOfResponse(text, start);
      if (end === -1) break;
      this.#onResponse(
        Number(text.slice(start + 9, start + 12)),
        start === 0 && end === text.length ? text : text.slice(start, end),
      );
      start = end;
    }
    this.#rest = start === text.length ? '' : text.slice(start);
  }
}

function endOfResponse(text: string, start: number): number {
  const head = text.indexOf(headEnd, start);
  if (head === -1) return -1;
  const body = head + headEnd.length;
  const length = contentLength(text, start, head);
  if (length !== null) return body + length <= text.length ? body + length : -1;
  const isChunked = /\r\ntransfer-encoding:\s*chunked/i.test(text.slice(start, head));
  return isChunked ? endOfChunks(text, body) : body;
}

function contentLength(text: string, start: number, head: number): number | null {
  let at = text.indexOf('\r\ncontent-length:', start);
  if (at === -1 || at > head) at = text.indexOf('\r\nContent-Length:', start);
  if (at === -1 || at > head) return null;
  return Number.parseInt(text.slice(at + 17, at + 30), 10);
}

function endOfChunks(text: string, body: number): number {
  let at = body;
  for (;;) {
    const line = text.indexOf('\r\n', at);
    if (line === -1) return -1;
    const size = Number.parseInt(text.slice(at, line), 16);
    at = line + 2 + size + 2;
    if (at > text.length) return -1;
    if (size === 0) return at;
  }
}
