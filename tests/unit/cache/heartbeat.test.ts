import { afterEach, describe, expect, it, vi } from 'vitest';
import { Heartbeat } from '#infrastructure/cache/heartbeat.js';

function aHeartbeat() {
  const state = { now: 1_000, sent: [] as string[] };
  const send = async (beat: string) => void state.sent.push(beat);
  vi.spyOn(performance, 'now').mockImplementation(() => state.now);
  const heartbeat = new Heartbeat(900, send);
  state.now += 1;
  return { state, heartbeat };
}

describe('the heartbeat of a channel', () => {
  afterEach(() => vi.restoreAllMocks());

  it('earns no trust before it is heard', async () => {
    const { heartbeat } = aHeartbeat();
    await heartbeat.beat();
    expect(heartbeat.isTrusted()).toBe(false);
  });

  it('earns trust from its sending on, however late it is heard', async () => {
    const { heartbeat, state } = aHeartbeat();
    await heartbeat.beat();
    state.now += 500;
    heartbeat.heard(state.sent[0] as string);
    expect(heartbeat.isTrusted()).toBe(true);
    state.now += 399;
    expect(heartbeat.isTrusted()).toBe(true);
    state.now += 1;
    expect(heartbeat.isTrusted()).toBe(false);
  });

  it('loses nothing by an older one that is heard again', async () => {
    const { heartbeat, state } = aHeartbeat();
    await heartbeat.beat();
    state.now += 300;
    await heartbeat.beat();
    heartbeat.heard(state.sent[1] as string);
    heartbeat.heard(state.sent[0] as string);
    state.now += 899;
    expect(heartbeat.isTrusted()).toBe(true);
  });

  it('proves nothing of a later connection', async () => {
    const { heartbeat, state } = aHeartbeat();
    await heartbeat.beat();
    heartbeat.heard(state.sent[0] as string);
    heartbeat.reset();
    expect(heartbeat.isTrusted()).toBe(false);
    heartbeat.heard(state.sent[0] as string);
    expect(heartbeat.isTrusted()).toBe(false);
    state.now += 1;
    await heartbeat.beat();
    heartbeat.heard(state.sent[1] as string);
    expect(heartbeat.isTrusted()).toBe(true);
  });

  it('does not queue up where nothing is sent', async () => {
    const state = { sent: 0 };
    const { promise, resolve } = Promise.withResolvers<void>();
    const heartbeat = new Heartbeat(900, () => {
      state.sent += 1;
      return promise;
    });
    const first = heartbeat.beat();
    await heartbeat.beat();
    expect(state.sent).toBe(1);
    resolve();
    await first;
    await heartbeat.beat();
    expect(state.sent).toBe(2);
  });

  it('survives what cannot be sent, and what is no beat', async () => {
    const heartbeat = new Heartbeat(900, () => Promise.reject(new Error('down')));
    await heartbeat.beat();
    for (const rubbish of ['', '0', 'x y', '0 x']) heartbeat.heard(rubbish);
    expect(heartbeat.isTrusted()).toBe(false);
  });
});
