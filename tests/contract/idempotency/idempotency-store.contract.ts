import { expect, it } from 'vitest';
import {
  claimSeconds,
  type IdempotentRequest,
  type KeptAnswer,
  keptSeconds,
} from '#application/idempotency/idempotency-store.js';
import type { AdapterTarget } from '../adapters.js';
import { times, useAdapters } from '../fixture.js';

const request = (id: string, ...fingerprints: [string, ...string[]]): IdempotentRequest => ({
  id,
  fingerprints,
});
const one = request('one', 'content');
const answer: KeptAnswer = {
  status: 201,
  headers: { 'content-type': 'application/json; charset=utf-8', location: '/things/1', etag: '"1"' },
  body: '{ "name":"Zoë \u0001 \\u0000 𝄞" }\n',
};

export function idempotencyStoreContract(open: AdapterTarget['open']): void {
  const fixture = useAdapters(open);
  const store = () => fixture.adapters.idempotency;
  const pass = (seconds: number) => fixture.adapters.passTime(seconds);
  const claimed = async (asked = one) => {
    const result = await store().claim(asked);
    if (result.kind !== 'claimed') throw new Error(`Not claimed, but ${result.kind}`);
    return result.claim;
  };

  it('gives the first answer again, as it was', async () => {
    await store().complete(one.id, await claimed(), answer);
    expect(await store().claim(one)).toEqual({ kind: 'answered', answer });
    expect(await store().claim(one)).toEqual({ kind: 'answered', answer });
  });

  it('keeps an answer without a body', async () => {
    const empty = { status: 202, headers: {}, body: '' };
    await store().complete(one.id, await claimed(), empty);
    expect(await store().claim(one)).toEqual({ kind: 'answered', answer: empty });
  });

  it('says that the first is still running', async () => {
    await claimed();
    expect(await store().claim(one)).toEqual({ kind: 'in_progress' });
  });

  it('tells another content, before and after the first is answered', async () => {
    const claim = await claimed();
    const other = request(one.id, 'other content', 'as another key sees it');
    expect(await store().claim(other)).toEqual({ kind: 'reused' });
    await store().complete(one.id, claim, answer);
    expect(await store().claim(other)).toEqual({ kind: 'reused' });
  });

  it('knows a content by the fingerprint of any key', async () => {
    await store().complete(one.id, await claimed(), answer);
    expect(await store().claim(request(one.id, 'by a new key', 'content'))).toMatchObject({
      kind: 'answered',
    });
  });

  it('keeps requests apart', async () => {
    await store().complete(one.id, await claimed(), answer);
    await claimed(request('two', 'content'));
  });

  it('lets one of many at once claim', async () => {
    const results = await Promise.all(times(30, () => store().claim(one)));
    const kinds = results.map(({ kind }) => kind).sort();
    expect(kinds).toEqual(['claimed', ...times(29, () => 'in_progress')]);
  });

  it('lets one of many at once claim what has expired', async () => {
    await store().complete(one.id, await claimed(), answer);
    await pass(keptSeconds);
    const results = await Promise.all(times(30, () => store().claim(one)));
    const kinds = results.map(({ kind }) => kind).sort();
    expect(kinds).toEqual(['claimed', ...times(29, () => 'in_progress')]);
  });

  it('frees a key that is released', async () => {
    await store().release(one.id, await claimed());
    await claimed(request(one.id, 'other content'));
  });

  it('releases neither the claim of another request nor an answer', async () => {
    const claim = await claimed();
    await store().release(one.id, '00000000-0000-4000-8000-000000000000');
    expect(await store().claim(one)).toEqual({ kind: 'in_progress' });
    await store().complete(one.id, claim, answer);
    await store().release(one.id, claim);
    expect(await store().claim(one)).toMatchObject({ kind: 'answered' });
  });

  it('forgets an answer after a day, counted from the answer', async () => {
    const claim = await claimed();
    await pass(claimSeconds - 1);
    await store().complete(one.id, claim, answer);
    await pass(keptSeconds - 1);
    expect(await store().claim(one)).toMatchObject({ kind: 'answered' });
    await pass(1);
    const again = await claimed(request(one.id, 'other content'));
    expect(await store().claim(one)).toEqual({ kind: 'reused' });
    await store().release(one.id, again);
    await claimed();
  });

  it('frees the claim of an instance that died, whose late answer then counts for nothing', async () => {
    const dead = await claimed();
    await pass(claimSeconds - 1);
    expect(await store().claim(one)).toEqual({ kind: 'in_progress' });
    await pass(1);
    const alive = await claimed();
    await store().complete(one.id, dead, { ...answer, status: 500 });
    await store().release(one.id, dead);
    expect(await store().claim(one)).toEqual({ kind: 'in_progress' });
    await store().complete(one.id, alive, answer);
    await store().complete(one.id, alive, { ...answer, status: 409 });
    expect(await store().claim(one)).toEqual({ kind: 'answered', answer });
  });

  it('takes the late answer of a request that took longer, where nobody has claimed since', async () => {
    const slow = await claimed();
    await pass(claimSeconds);
    await store().complete(one.id, slow, answer);
    expect(await store().claim(one)).toEqual({ kind: 'answered', answer });
  });

  it('stands, even if what surrounds it is rolled back', async () => {
    const failing = fixture.run(async () => {
      await claimed();
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    expect(await store().claim(one)).toEqual({ kind: 'in_progress' });
  });

  it('is removed when it has expired, no more at a time than asked for', async () => {
    const removed = (limit: number) => fixture.adapters.idempotencyRetention.deleteOverFor(0, limit);
    await claimed();
    await store().complete('two', await claimed(request('two', 'content')), answer);
    await pass(claimSeconds - 1);
    expect(await removed(10)).toBe(0);
    await pass(1);
    expect(await removed(10)).toBe(1);
    expect(await store().claim(request('two', 'content'))).toMatchObject({ kind: 'answered' });
    await claimed();
    await pass(keptSeconds);
    expect(await removed(1)).toBe(1);
    expect(await removed(5)).toBe(1);
  });
}
