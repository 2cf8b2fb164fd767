import net from 'node:net';
import { ResponseReader } from './response-reader.ts';

export interface ConnectionEvents {
  /** @param since when the request was sent, or was due. */
  answered(connection: Connection, status: number, response: string, since: number): void;
  failed(connection: Connection): void;
  timedOut(connection: Connection): void;
}

const readBytes = 65_536;

/** One keep-alive connection, which is made again when it is lost. */
export class Connection {
  #socket: net.Socket | undefined;
  #isReady = false;
  #isClosed = false;
  /** When the request in flight was sent, or was due. */
  #since: number | undefined;

  readonly index: number;
  readonly #port: number;
  readonly #events: ConnectionEvents;

  constructor(index: number, port: number, events: ConnectionEvents) {
    this.index = index;
    this.#port = port;
    this.#events = events;
  }

  /** Whether a request is in flight. */
  get isBusy(): boolean {
    return this.#since !== undefined;
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  connect(): Promise<void> {
    return new Promise((resolve) => {
      const reader = new ResponseReader((status, response) => {
        const since = this.#since;
        this.#since = undefined;
        if (since !== undefined) this.#events.answered(this, status, response, since);
      });
      const socket = net.connect({
        port: this.#port,
        host: '127.0.0.1',
        noDelay: true,
        // Past the machinery of streams, which would cost as much as the answer that it hands over.
        onread: {
          buffer: Buffer.allocUnsafe(readBytes),
          callback: (size, buffer) => {
            reader.read(buffer as Buffer, size);
            return true;
          },
        },
      });
      this.#socket = socket;
      socket.once('connect', () => {
        this.#isReady = true;
        resolve();
      });
      socket.on('error', () => undefined);
      socket.once('close', () => {
        this.#isReady = false;
        if (this.#socket !== socket || this.#isClosed) return resolve();
        this.#since = undefined;
        setTimeout(() => {
          if (this.#isClosed) return resolve();
          void this.connect().then(() => {
            resolve();
            if (!this.#isClosed) this.#events.failed(this);
          });
        }, 20);
      });
    });
  }

  send(bytes: string, since: number): void {
    this.#since = since;
    this.#socket?.write(bytes, 'latin1');
  }

  /** Gives up on a request that has been in flight for too long; what comes for it later is not counted. */
  checkTimeout(now: number, timeoutMs: number): void {
    if (this.#since === undefined || now - this.#since < timeoutMs) return;
    this.#since = undefined;
    const socket = this.#socket;
    this.#socket = undefined;
    this.#isReady = false;
    socket?.destroy();
    void this.connect().then(() => {
      if (!this.#isClosed) this.#events.timedOut(this);
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#socket?.destroy();
  }
}
