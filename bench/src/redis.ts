import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Lab } from './lab.ts';
import { freePort, type Service } from './processes.ts';

const program = 'redis-server';

/** A Redis of the bench's own that keeps nothing, and that can be killed and started again. */
export class RedisServer {
  readonly url: string;
  readonly #lab: Lab;
  readonly #port: number;
  #service: Service | undefined;
  #isOver = false;

  private constructor(lab: Lab, port: number) {
    this.url = `redis://127.0.0.1:${port}`;
    this.#lab = lab;
    this.#port = port;
  }

  /** Null where the program is not on the PATH. */
  static async open(lab: Lab): Promise<RedisServer | null> {
    if (spawnSync(program, ['--version']).status !== 0) return null;
    const redis = new RedisServer(lab, await freePort());
    lab.onEnd(() => {
      redis.#isOver = true;
    });
    await redis.start();
    return redis;
  }

  async start(): Promise<void> {
    if (this.#isOver) return;
    const { directory, processes } = this.#lab;
    const settings = { port: this.#port, bind: '127.0.0.1', save: '', appendonly: 'no', dir: directory };
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const service = processes.start(program, args, {}, join(directory, 'redis.log'), directory);
    this.#service = service;
    while ((await this.connections()) === null) {
      if (service.hasExited) throw new Error('Redis did not start');
      await delay(5);
    }
  }

  async kill(): Promise<void> {
    await this.#service?.kill();
  }

  async stop(): Promise<void> {
    await this.#service?.stop();
  }

  /** How many there are beside the one that asks; null when it does not answer. */
  async connections(): Promise<number | null> {
    const socket = net.connect(this.#port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      socket.write('INFO clients\r\n');
      const [answer] = await once(socket, 'data');
      const count = /connected_clients:(\d+)/.exec(String(answer))?.[1];
      return count === undefined ? null : Number(count) - 1;
    } catch {
      return null;
    } finally {
      socket.destroy();
    }
  }
}
