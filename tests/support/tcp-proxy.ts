import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface TcpProxy {
  readonly port: number;
  /** Ends all connections that are open; new ones are let through. */
  cut(): void;
  /** Ends all connections, also those that come, until `open` is called. */
  shut(): void;
  /** Passes nothing on, as a network that loses everything; connections stay, and new ones are made, in vain. */
  hold(): void;
  /** Passes on what is sent, and ends a connection as soon as an answer comes. */
  loseAnswers(): void;
  /** Everything is as at first, what was held back is passed on. */
  open(): void;
  /** Connections that come from now on lead to another port; those that are open stay. */
  leadTo(port: number): void;
  close(): Promise<void>;
}

/** A proxy on the way to the server of a URL, and the URL of that way. */
export async function proxied(
  serverUrl: string,
  defaultPort: number,
): Promise<{ proxy: TcpProxy; url: string }> {
  const url = new URL(serverUrl);
  const proxy = await startTcpProxy(url.hostname, Number(url.port || defaultPort));
  url.hostname = '127.0.0.1';
  url.port = String(proxy.port);
  return { proxy, url: url.href };
}

/** Stands between a service and what it connects to, so that a test can part just the two. */
export async function startTcpProxy(host: string, port: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  /** The two directions of each connection. */
  const ways = new Set<readonly [Socket, Socket]>();
  let mode: 'open' | 'shut' | 'holding' | 'losing answers' = 'open';
  let target = port;
  const server = createServer((near) => {
    if (mode === 'shut') {
      near.destroy();
      return;
    }
    const far = connect(target, host);
    for (const way of [
      [near, far],
      [far, near],
    ] as const) {
      const [from, to] = way;
      sockets.add(from);
      ways.add(way);
      if (mode !== 'holding') from.pipe(to);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        ways.delete(way);
        to.destroy();
      });
    }
    far.prependListener('data', () => {
      if (mode === 'losing answers') near.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    shut: () => {
      mode = 'shut';
      cut();
    },
    hold: () => {
      mode = 'holding';
      for (const [from, to] of ways) from.unpipe(to).pause();
    },
    loseAnswers: () => {
      mode = 'losing answers';
    },
    open: () => {
      if (mode === 'holding') for (const [from, to] of ways) from.pipe(to);
      mode = 'open';
    },
    leadTo: (other) => {
      target = other;
    },
    close: () => {
      cut();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
