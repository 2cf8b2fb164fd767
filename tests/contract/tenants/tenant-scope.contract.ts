import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { TenantId } from '#domain/shared/ids.js';
import { aTenantId, testIds } from '#testing/ids.js';

export interface Note {
  readonly id: string;
  readonly tenantId: TenantId;
  readonly name: string;
}

/** Of rows that belong to tenants, written by somebody who never thinks of tenants. */
export interface Notes {
  readonly unitOfWork: UnitOfWork;
  add(note: Note): Promise<void>;
  all(): Promise<readonly Note[]>;
  find(id: string): Promise<Note | null>;
  /** Changes the note with this id, whatever it belongs to now; nothing where there is none. */
  change(id: string, change: Partial<Note>): Promise<void>;
  remove(id: string): Promise<void>;
  close(): Promise<void>;
}

const boom = new Error('boom');

export function tenantScopeContract(open: () => Promise<Notes>): void {
  let notes: Notes;
  let [left, right]: [Note, Note] = [aNote(), aNote()];
  beforeEach(async () => {
    notes = await open();
    [left, right] = [aNote({ name: 'left' }), aNote({ name: 'right' })];
    for (const note of [left, right]) await scoped(note, () => notes.add(note));
  });
  afterEach(() => notes?.close());

  const scoped = <T>({ tenantId }: { tenantId: TenantId }, work: () => Promise<T>) =>
    notes.unitOfWork.scoped(tenantId, systemContext, work);
  const run = <T>(work: () => Promise<T>) => notes.unitOfWork.run(systemContext, work);
  const expectBothAsTheyWere = async () => {
    expect(await scoped(left, () => notes.all())).toEqual([left]);
    expect(await scoped(right, () => notes.all())).toEqual([right]);
  };

  describe('in the scope of a tenant', () => {
    it('shows its rows and no others', async () => {
      await expectBothAsTheyWere();
      expect(await scoped(left, () => notes.find(left.id))).toEqual(left);
      expect(await scoped(left, () => notes.find(right.id))).toBeNull();
      expect(await scoped({ tenantId: aTenantId() }, () => notes.all())).toEqual([]);
    });

    it('changes and removes no rows of others', async () => {
      await scoped(left, () => notes.change(right.id, { name: 'stolen' }));
      await scoped(left, () => notes.remove(right.id));
      await expectBothAsTheyWere();
    });

    it('writes no row of another: not a new one, one given away, or one in its place', async () => {
      for (const write of [
        () => notes.add(aNote({ tenantId: right.tenantId })),
        () => notes.change(left.id, { tenantId: right.tenantId }),
        () => notes.add({ ...left, id: right.id }),
      ]) {
        await expect(scoped(left, write)).rejects.toThrow();
      }
      await expectBothAsTheyWere();
    });

    it('commits nothing after such a write, even if the work swallows it', async () => {
      const swallowing = scoped(left, async () => {
        await notes.change(left.id, { name: 'half' });
        await notes.add(aNote({ tenantId: right.tenantId })).catch(() => undefined);
      });
      await expect(swallowing).rejects.toThrow();
      await expectBothAsTheyWere();
    });
  });

  describe('outside of one', () => {
    it('shows nothing, in a unit of work and without', async () => {
      expect(await notes.all()).toEqual([]);
      expect(await notes.find(left.id)).toBeNull();
      expect(await run(() => notes.all())).toEqual([]);
    });

    it('writes nothing', async () => {
      await expect(run(() => notes.add(aNote()))).rejects.toThrow();
      await run(() => notes.change(left.id, { name: 'changed' }));
      await run(() => notes.remove(left.id));
      await expectBothAsTheyWere();
    });
  });

  describe('within a unit of work', () => {
    it('holds for the nested work alone', async () => {
      const seen = await run(async () => [
        await notes.all(),
        await scoped(left, () => notes.all()),
        await notes.all(),
        await scoped(right, () => notes.all()),
        await notes.all(),
      ]);
      expect(seen).toEqual([[], [left], [], [right], []]);
    });

    it('is left when the nested work fails, and nothing is committed', async () => {
      const swallowing = run(async () => {
        const failing = scoped(left, async () => {
          await notes.change(left.id, { name: 'half' });
          throw boom;
        });
        await failing.catch(() => undefined);
        expect(await notes.all()).toEqual([]);
      });
      await expect(swallowing).rejects.toBe(boom);
      await expectBothAsTheyWere();
    });

    it('is joined by what is nested in it, with a scope of the same tenant or none', async () => {
      const renamed = { ...left, name: 'renamed' };
      await scoped(left, async () => {
        await scoped(left, () => run(() => notes.change(left.id, { name: 'renamed' })));
        expect(await run(() => notes.all())).toEqual([renamed]);
      });
      expect(await scoped(left, () => notes.all())).toEqual([renamed]);
    });

    it('is not that of another tenant in it, and nothing is committed', async () => {
      const mixing = scoped(left, async () => {
        await notes.change(left.id, { name: 'half' });
        await scoped(right, () => notes.all()).catch(() => undefined);
      });
      await expect(mixing).rejects.toThrow('one tenant at a time');
      await expectBothAsTheyWere();
    });

    it('is not that of what runs beside it', async () => {
      await run(async () => {
        const isOpen = Promise.withResolvers<void>();
        const mayEnd = Promise.withResolvers<void>();
        const inside = scoped(left, async () => {
          isOpen.resolve();
          await mayEnd.promise;
          return notes.all();
        });
        await isOpen.promise;
        await expect(notes.all()).rejects.toThrow('await what belongs to it');
        await expect(scoped(right, () => notes.all())).rejects.toThrow('await what belongs to it');
        await expect(scoped(left, () => notes.all())).rejects.toThrow('await what belongs to it');
        mayEnd.resolve();
        expect(await inside).toEqual([left]);
        expect(await notes.all()).toEqual([]);
      });
    });

    it('has ended for what was not awaited in it', async () => {
      await run(async () => {
        const hasEnded = Promise.withResolvers<void>();
        let late: Promise<unknown> | undefined;
        await scoped(left, async () => {
          late = hasEnded.promise.then(() => notes.all());
        });
        hasEnded.resolve();
        await expect(late).rejects.toThrow('await what belongs to it');
      });
    });

    it('has ended for the tasks that wait for its end', async () => {
      const seen: unknown[] = [];
      await scoped(left, async () => {
        notes.unitOfWork.afterCommit(async () => void seen.push(await notes.all()));
        await notes.unitOfWork.afterCompletion(async () => void seen.push(await notes.all()));
      });
      expect(seen).toEqual([[], []]);
    });
  });

  it('keeps many apart that run at once', async () => {
    const tenants = Array.from({ length: 5 }, () => aTenantId());
    await Promise.all(
      Array.from({ length: 60 }, (_, index) => {
        const tenantId = tenants[index % tenants.length] as TenantId;
        return scoped({ tenantId }, async () => {
          await notes.add(aNote({ tenantId }));
          for (const note of await notes.all()) expect(note.tenantId).toBe(tenantId);
        });
      }),
    );
    for (const tenantId of tenants) expect(await scoped({ tenantId }, () => notes.all())).toHaveLength(12);
  });
}

export function aNote(traits: Partial<Note> = {}): Note {
  return { id: testIds.next(), tenantId: aTenantId(), name: 'note', ...traits };
}
