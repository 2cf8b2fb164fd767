import { describe, expect, it } from 'vitest';
import { sagasTokens } from '#composition/features/sagas.tokens.js';
import { Saga, type SagaRecord } from '#domain/sagas/saga.js';
import { testIds } from '#testing/ids.js';
import { describeOnEveryStore } from '#testing/stores.js';
import { StoreTime } from '../../support/store-time.js';
import { outcomes, times } from '../fixture.js';

const at = new Date('2026-01-01T12:00:00.123Z');
const time = new StoreTime(
  (interval) =>
    `UPDATE sagas SET due_at = due_at - ${interval}, created_at = created_at - ${interval}, updated_at = updated_at - ${interval}`,
);
const never = new Date('2100-01-01T00:00:00.000Z');

/** No two fields have the same value. */
const full: Omit<SagaRecord, 'id' | 'subjectId'> = {
  name: 'trip',
  definitionVersion: 3,
  state: 'undoing',
  isUndoing: true,
  steps: [
    {
      name: 'hotel',
      effort: {
        state: 'done',
        attempts: 4,
        begunAt: new Date(at.getTime() + 1),
        dueAt: new Date(at.getTime() + 2),
        error: null,
      },
      undoing: {
        state: 'waiting',
        attempts: 5,
        begunAt: null,
        dueAt: new Date(at.getTime() + 3),
        error: `It's "away" ☃`,
      },
    },
    {
      name: 'car',
      effort: { state: 'failed', attempts: 6, begunAt: null, dueAt: new Date(at.getTime() + 4), error: 'no' },
      undoing: null,
    },
  ],
  turn: 7,
  version: 8,
  dueAt: new Date(at.getTime() + 5),
  createdAt: new Date(at.getTime() + 6),
  updatedAt: new Date(at.getTime() + 7),
};

function aSaga(given: Partial<SagaRecord> = {}) {
  return Saga.rehydrate({ ...full, id: testIds.next(), subjectId: testIds.next(), ...given });
}

describeOnEveryStore('Sagas', { features: [time.feature] }, (store) => {
  const repository = () => store.get(sagasTokens.repository);
  const queries = () => store.get(sagasTokens.queries);
  const add = async (saga: Saga) => store.run(async () => (await repository()).add(saga));
  const save = async (saga: Saga) => store.run(async () => (await repository()).save(saga));
  const find = async (id: string) => (await repository()).findById(id);
  async function added(given: Partial<SagaRecord> = {}) {
    const saga = aSaga(given);
    expect(await add(saga)).toBe(true);
    return saga;
  }

  it('are read as they were stored, with every field', async () => {
    const saga = await added();
    expect((await find(saga.state.id))?.state).toEqual(saga.state);
    const changed = Saga.rehydrate({
      ...saga.state,
      state: 'parked',
      isUndoing: false,
      dueAt: null,
      steps: [],
      turn: 70,
    });
    await save(changed);
    expect(changed.state.version).toBe(9);
    expect((await find(saga.state.id))?.state).toEqual(changed.state);
    expect(await find(testIds.next())).toBeNull();
  });

  it('are one at a time of a name about the same, until they are over', async () => {
    const { state } = await added();
    const twin = { name: state.name, subjectId: state.subjectId };
    expect(await add(aSaga(twin))).toBe(false);
    expect(await add(aSaga({ ...twin, name: 'other' }))).toBe(true);
    await save(Saga.rehydrate({ ...state, state: 'parked', dueAt: null }));
    expect(await add(aSaga(twin))).toBe(false);
    const parked = (await find(state.id)) ?? expect.fail('It is gone');
    await save(Saga.rehydrate({ ...parked.state, state: 'undone' }));
    expect(await add(aSaga(twin))).toBe(true);
  });

  it('begin once, whoever begins at the same time', async () => {
    const subjectId = testIds.next();
    const answers = await Promise.all(times(5, () => add(aSaga({ subjectId }))));
    expect(answers.filter(Boolean)).toHaveLength(1);
  });

  it('are changed by one of those who have read the same', async () => {
    const { state } = await added();
    const copies = await Promise.all(times(4, () => find(state.id)));
    const results = await Promise.allSettled(copies.map((copy) => save(copy ?? expect.fail('It is gone'))));
    expect(outcomes(results)).toEqual({ fulfilled: 1, codes: times(3, () => 'VERSION_CONFLICT') });
  });

  it('are not stored by what is rolled back, nor outside a unit of work', async () => {
    const saga = aSaga();
    const failed = store.run(async () => {
      await (await repository()).add(saga);
      throw new Error('rolled back');
    });
    await expect(failed).rejects.toThrow('rolled back');
    expect(await find(saga.state.id)).toBeNull();
    const repositories = await repository();
    await expect(repositories.add(saga)).rejects.toThrow();
    await expect(repositories.save(saga)).rejects.toThrow();
  });

  it('are found when they have been due for so long', async () => {
    const overdue = async () => {
      const found = await (await repository()).findOverdue(600, 1_000);
      return found.map(({ state: { id } }) => id);
    };
    const older = await added({ dueAt: new Date('2025-01-01T00:00:00.000Z') });
    const old = await added({ dueAt: new Date('2025-01-02T00:00:00.000Z') });
    const later = await added({ dueAt: never });
    const parked = await added({ state: 'parked', dueAt: null });
    const ids = await overdue();
    expect(ids).not.toContain(later.state.id);
    expect(ids).not.toContain(parked.state.id);
    expect(ids.slice(0, 2)).toEqual([older.state.id, old.state.id]);
    const [first] = await (await repository()).findOverdue(600, 1);
    expect(first?.state.id).toBe(older.state.id);
  });

  describe('in lists', () => {
    const list = async (filter: object, after: string | null = null, limit = 100) =>
      (await queries()).list(filter, after, limit);

    it('come newest first, by pages and by filters, without what they do not show', async () => {
      const name = `list-${testIds.next()}`;
      // Of one millisecond, ids have no order that is known before.
      const ids = times(3, () => testIds.next())
        .sort()
        .reverse();
      for (const [index, id] of ids.entries()) {
        await added(index === 1 ? { id, name, state: 'done', dueAt: null } : { id, name, dueAt: at });
      }
      const idsOf = ({ items }: { items: readonly { id: string }[] }) => items.map(({ id }) => id);
      const first = await list({ name }, null, 2);
      expect(idsOf(first)).toEqual(ids.slice(0, 2));
      expect(first.nextCursor).toBe(ids[1]);
      const second = await list({ name }, first.nextCursor, 2);
      expect([idsOf(second), second.nextCursor]).toEqual([ids.slice(2), null]);
      expect(idsOf(await list({ name, state: 'done' }))).toEqual([ids[1]]);
      expect(idsOf(await list({ name: 'nothing' }))).toEqual([]);
      await expect(list({}, 'one')).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
      expect(first.items[0]).toEqual({
        id: ids[0],
        name,
        version: 3,
        subjectId: expect.any(String),
        state: 'undoing',
        isUndoing: true,
        steps: [
          {
            name: 'hotel',
            state: 'done',
            attempts: 4,
            dueAt: null,
            error: null,
            compensation: {
              state: 'waiting',
              attempts: 5,
              dueAt: full.steps[0]?.undoing?.dueAt,
              error: `It's "away" ☃`,
            },
          },
          { name: 'car', state: 'failed', attempts: 6, dueAt: null, error: 'no', compensation: null },
        ],
        createdAt: full.createdAt,
        updatedAt: full.updatedAt,
      });
    });
  });

  it('are removed when they have been over for so long, and not while they are parked', async () => {
    const now = new Date();
    const [done, undone, parked] = [
      await added({ state: 'done', dueAt: null, updatedAt: now }),
      await added({ state: 'undone', dueAt: null, updatedAt: now }),
      await added({ state: 'parked', dueAt: null, updatedAt: now }),
    ];
    const there = async () => {
      const found = await Promise.all([done, undone, parked].map(({ state: { id } }) => find(id)));
      return found.map((saga) => saga !== null);
    };
    const retention = await store.get(sagasTokens.retention);
    await retention.deleteOverFor(86_400 * 365 * 50, 1_000);
    expect(await there()).toEqual([true, true, true]);
    await time.pass(store, 86_400 * 365 * 51);
    await retention.deleteOverFor(86_400 * 365 * 50, 1_000);
    expect(await there()).toEqual([false, false, true]);
  });
});
