import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { NotifyingEventSignal } from '#infrastructure/postgres/events/signal.js';
import { Notifications } from '#infrastructure/postgres/notifications.js';
import { execute } from '#testing/execute.js';
import { aRecordingLogger, silentLogger } from '#testing/loggers.js';
import { createTestDatabase, type TestDatabase } from '#testing/test-database.js';
import { SilentLine } from './silent-line.js';

/** What a handler was told, to be waited for. */
function inbox<T>() {
  const items: T[] = [];
  const waiting: ((item: T) => void)[] = [];
  return {
    put: (item: T) => {
      const next = waiting.shift();
      if (next) next(item);
      else items.push(item);
    },
    take: () =>
      new Promise<T>((resolve) => {
        const item = items.shift();
        if (item !== undefined) resolve(item);
        else waiting.push(resolve);
      }),
    items,
  };
}

describe('notifications', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(() => database.drop());

  const open = () => {
    const notifications = new Notifications(database.url, silentLogger);
    onTestFinished(() => notifications.close());
    return notifications;
  };

  it('reach every subscriber of the channel, in every process', async () => {
    const [sender, receiver] = [open(), open()];
    const [own, other, elsewhere] = [inbox<string | null>(), inbox<string | null>(), inbox<string | null>()];
    await sender.subscribe('news', own.put);
    await receiver.subscribe('news', other.put);
    await receiver.subscribe('else"where', elsewhere.put);
    await sender.publish('news', "it's here");
    await sender.publish('else"where', '');
    expect([await own.take(), await other.take()]).toEqual(["it's here", "it's here"]);
    expect(await elsewhere.take()).toBe('');
    expect(other.items).toEqual([]);
  });

  it('do not reach those who have gone', async () => {
    const notifications = open();
    const [gone, still] = [inbox<string | null>(), inbox<string | null>()];
    const end = await notifications.subscribe('news', gone.put);
    await notifications.subscribe('news', still.put);
    end();
    await notifications.publish('news', 'now');
    expect(await still.take()).toBe('now');
    expect(gone.items).toEqual([]);
  });

  it('come back after the connection was lost, and say that some may be missing', async () => {
    const notifications = open();
    const received = inbox<string | null>();
    await notifications.subscribe('news', received.put);
    await execute(
      database.url,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name = 'gatehouse-notifications' AND datname = current_database()`,
    );
    expect(await received.take()).toBeNull();
    await notifications.publish('news', 'again');
    expect(await received.take()).toBe('again');
  });

  describe('on a connection that falls silent', () => {
    const openSilent = async () => {
      const line = await SilentLine.to(database.url);
      onTestFinished(() => line.close());
      // For an answer, but also for a connection.
      const notifications = new Notifications(line.url, silentLogger, 1_000);
      onTestFinished(() => notifications.close());
      await notifications.publish('news', 'before');
      return { line, notifications };
    };

    it('fail to be sent, and come back when it speaks again', async () => {
      const { line, notifications } = await openSilent();
      const received = inbox<string | null>();
      await notifications.subscribe('news', received.put);
      line.isSilent = true;
      await expect(notifications.publish('news', 'lost')).rejects.toThrow('no answer came');
      line.isSilent = false;
      expect(await received.take()).toBeNull();
      await notifications.publish('news', 'again');
      expect(await received.take()).toBe('again');
    });

    it('are made again when that is so before they listen', async () => {
      const line = await SilentLine.to(database.url);
      onTestFinished(() => line.close());
      line.isSilentOnceIn = true;
      const logger = aRecordingLogger();
      const notifications = new Notifications(line.url, logger, 500);
      onTestFinished(() => notifications.close());
      const received = inbox<string | null>();
      const subscribed = notifications.subscribe('news', received.put);
      await expect.poll(() => logger.records).toHaveLength(1);
      expect(logger.records[0]?.fields).toEqual({ reason: 'Connection terminated: no answer came' });
      line.isSilentOnceIn = false;
      line.isSilent = false;
      await subscribed;
      await notifications.publish('news', 'again');
      expect(await received.take()).toBe('again');
    });

    it('can be closed', async () => {
      const { line, notifications } = await openSilent();
      line.isSilent = true;
      await expect(notifications.close()).resolves.toBeUndefined();
    });

    it('reach who began to listen meanwhile', async () => {
      const { line, notifications } = await openSilent();
      const received = inbox<string | null>();
      line.isSilent = true;
      const subscribed = notifications.subscribe('news', received.put);
      await expect(notifications.publish('news', 'lost')).rejects.toThrow();
      line.isSilent = false;
      await subscribed;
      expect(await received.take()).toBeNull();
      await notifications.publish('news', 'again');
      expect(await received.take()).toBe('again');
    });
  });

  it('are not believed in behind a pooler, which takes them away from those who listen', async () => {
    const pooler = await startPooler(database.url);
    onTestFinished(() => pooler.close());
    const logger = aRecordingLogger();
    const notifications = new Notifications(pooler.url, logger);
    const received = inbox<string | null>();
    const subscribed = notifications.subscribe('news', received.put).catch(() => 'closed');
    await expect.poll(() => logger.records).toHaveLength(1);
    expect(JSON.stringify(logger.records)).toMatch(/A pooler of connections is in between/);
    await notifications.close();
    expect(await subscribed).toBe('closed');
  });

  it('can be closed at any time, and more than once', async () => {
    const unused = open();
    await unused.close();
    await unused.close();
    const connecting = open();
    const subscribed = connecting.subscribe('news', () => undefined).catch(() => undefined);
    await connecting.close();
    await subscribed;
    const unreachable = new Notifications('postgres://nobody@127.0.0.1:1/none', silentLogger);
    const refused = expect(unreachable.publish('news', '')).rejects.toThrow();
    await unreachable.close();
    await refused;
  });

  it('carry the event signal to another process, unless a subscription is at hand', async () => {
    const [here, there] = [open(), open()];
    const remote = inbox<string>();
    const [sender, receiver] = [
      new NotifyingEventSignal(here, silentLogger),
      new NotifyingEventSignal(there, silentLogger),
    ];
    const heard = inbox<string | null>();
    await there.subscribe('gatehouse_events', heard.put);
    receiver.subscribe(() => remote.put('woken'));
    sender.raise();
    sender.raise();
    expect(await heard.take()).toBe('');
    const local = inbox<string>();
    receiver.subscribe(() => local.put('woken'));
    receiver.raise();
    expect(await local.take()).toBe('woken');
  });

  it('wake those who look on, and yet those who work somewhere else', async () => {
    const [here, there] = [open(), open()];
    const sender = new NotifyingEventSignal(here, silentLogger);
    const worker = inbox<string | null>();
    await there.subscribe('gatehouse_events', worker.put);
    const onlooker = inbox<string>();
    const end = sender.watch(() => onlooker.put('woken'));
    sender.raise();
    expect(await onlooker.take()).toBe('woken');
    expect(await worker.take()).toBe('');
    end();
  });
});

/** As a pooler of connections does, it gives out numbers of its own in place of those of the server's processes. */
async function startPooler(databaseUrl: string): Promise<{ url: string; close(): void }> {
  const url = new URL(databaseUrl);
  const { hostname, port } = url;
  const sockets: Socket[] = [];
  const server = createServer((near) => {
    const far = connect(Number(port || 5432), hostname);
    sockets.push(near, far);
    for (const socket of [near, far]) socket.on('error', () => undefined);
    near.pipe(far);
    far.on('data', (chunk: Buffer) => {
      const key = chunk.indexOf(Buffer.from([0x4b, 0, 0, 0, 12]));
      if (key >= 0) chunk.writeInt32BE(chunk.readInt32BE(key + 5) + 1, key + 5);
      near.write(chunk);
    });
    far.on('close', () => near.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url.port = String((server.address() as AddressInfo).port);
  const close = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { url: url.href, close };
}
