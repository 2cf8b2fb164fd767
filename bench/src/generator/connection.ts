import net from 'node:net';
import { ResponseReader } from './response-reader.ts';

export interface ConnectionEvents {
  /** @param since when the request was sent, or was due. */
  answered(connection: Connection, status: number, response: string, since: number): void;
  failed(connection: Connection, lost: number): void;
  timedOut(connection: Connection, lost: number): void;
}

/** One keep-alive connection, which is made again when it is lost. */
export class Connection {
  #socket: net.Socket | undefined;
  #isReady = false;
  #isClosed = false;
  /** When the requests in flight were sent, or were due, the oldest first. */
  readonly #inFlight: number[] = [];

  readonly index: number;
  readonly #port: number;
  readonly #events: ConnectionEvents;

  constructor(index: number, port: number, events: ConnectionEvents) {
    this.index = index;
    this.#port = port;
    this.#events = events;
  }

  get inFlight(): number {
    return this.#inFlight.length;
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  connect(): Promise<void> {
    return new Promise((resolve) => {
      const socket = net.connect({ port: this.#port, host: '127.0.0.1', noDelay: true });
      this.#socket = socket;
      const reader = new ResponseReader((status, response) => {
        const since = this.#inFlight.shift();
        if (since !== undefined) this.#events.answered(this, status, response, since);
      });
      socket.on('data', (chunk: Buffer) => reader.read(chunk));
      socket.once('connect', () => {
        this.#isReady = true;
        resolve();
      });
      socket.on('error', () => undefined);
      socket.once('close', () => {
        this.#isReady = false;
        if (this.#socket !== socket || this.#isClosed) return resolve();
        const lost = this.#inFlight.splice(0).length;
        setTimeout(() => {
          if (this.#isClosed) return resolve();
          void this.connect().then(() => {
            resolve();
            if (!this.#isClosed) this.#events.failed(this, lost);
          });
        }, 20);
      });
    });
  }

  /** @param count how many requests `bytes` holds. */
  send(bytes: string, since: number, count = 1): void {
    for (let sent = 0; sent < count; sent += 1) this.#inFlight.push(since);
    this.#socket?.write(bytes, 'latin1');
  }

  /** Gives up on requests that have been in flight for too long; what comes for them later is not counted. */
  checkTimeout(now: number, timeoutMs: number): void {
    const oldest = this.#inFlight[0];
    if (oldest === undefined || now - oldest < timeoutMs) return;
    const lost = this.#inFlight.splice(0).length;
    const socket = this.#socket;
    this.#socket = undefined;
    this.#isReady = false;
    socket?.destroy();
    void this.connect().then(() => {
      if (!this.#isClosed) this.#events.timedOut(this, lost);
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#socket?.destroy();
  }
}
