import { describe, expect, it } from 'vitest';
import type { AuditFilter } from '#application/audit/audit-queries.js';
import type { AuditEntry } from '#domain/audit/audit-entry.js';
import { aUserId } from '#testing/ids.js';
import { anAuditEntry } from '../../support/builders/audit-entry.js';
import type { AdapterTarget } from '../adapters.js';
import { times, useAdapters } from '../fixture.js';

const noon = new Date('2026-05-01T12:00:00.000Z');
const at = (milliseconds: number) => new Date(noon.getTime() + milliseconds);

export function auditContract(open: AdapterTarget['open']): void {
  const fixture = useAdapters(open);
  const append = async (...entries: AuditEntry[]) => {
    await fixture.run(async () => {
      await fixture.adapters.auditLog.append(...entries);
    });
    return entries;
  };
  const list = async (filter: AuditFilter = {}) => {
    const found: AuditEntry[] = [];
    let after: string | null = null;
    do {
      const page = await fixture.adapters.auditQueries.list(filter, after, 2);
      expect(page.items.length).toBeLessThanOrEqual(2);
      found.push(...page.items);
      after = page.nextCursor;
    } while (after !== null);
    return found;
  };
  const actions = async (filter: AuditFilter = {}) => (await list(filter)).map(({ action }) => action);

  describe('append', () => {
    it('stores every field', async () => {
      const entry = anAuditEntry({
        occurredAt: at(1),
        action: 'access.refused',
        outcome: 'denied',
        actorId: aUserId(),
        targetId: 'target',
        ip: '192.0.2.1',
        userAgent: 'Agent/1.0',
        requestId: 'request',
        details: { required: 'users:read', list: [1, 'two', null], nested: { flag: true } },
      });
      await append(entry);
      expect(await list()).toEqual([entry]);
    });

    it('stores an entry that is told twice once, as it was told first', async () => {
      const entry = anAuditEntry({ action: 'first' });
      await append(entry);
      await append({ ...entry, action: 'second' });
      await append(...times(2, () => entry));
      expect(await actions()).toEqual(['first']);
    });

    it('takes parallel tellings for one', async () => {
      const entry = anAuditEntry();
      await Promise.all(times(6, () => append(entry)));
      expect(await list()).toEqual([entry]);
    });

    it('is undone with its unit of work, and throws outside one', async () => {
      const failing = fixture.run(async () => {
        await fixture.adapters.auditLog.append(anAuditEntry());
        throw new Error('rolled back');
      });
      await expect(failing).rejects.toThrow('rolled back');
      await expect(fixture.adapters.auditLog.append(anAuditEntry())).rejects.toThrow(/unit of work/);
      expect(await list()).toEqual([]);
    });
  });

  describe('list', () => {
    it('shows the newest first, and loses none of one millisecond', async () => {
      const entries = await append(...times(7, (index) => anAuditEntry({ occurredAt: at(index % 3) })));
      const expected = entries
        .map(({ occurredAt, id }) => `${occurredAt.toISOString()} ${id}`)
        .sort()
        .reverse();
      expect((await list()).map(({ occurredAt, id }) => `${occurredAt.toISOString()} ${id}`)).toEqual(
        expected,
      );
    });

    it('filters', async () => {
      const actor = aUserId();
      await append(
        anAuditEntry({ action: 'a', occurredAt: at(0), actorId: actor, targetId: 'x' }),
        anAuditEntry({ action: 'b', occurredAt: at(1), actorId: actor, targetId: 'y' }),
        anAuditEntry({ action: 'c', occurredAt: at(2), actorId: aUserId(), targetId: 'x' }),
        anAuditEntry({ action: 'd', occurredAt: at(3) }),
      );
      expect(await actions()).toEqual(['d', 'c', 'b', 'a']);
      expect(await actions({ actor })).toEqual(['b', 'a']);
      expect(await actions({ target: 'x' })).toEqual(['c', 'a']);
      expect(await actions({ action: 'd' })).toEqual(['d']);
      expect(await actions({ actor, target: 'x', action: 'a' })).toEqual(['a']);
      expect(await actions({ from: at(1), to: at(3) })).toEqual(['c', 'b']);
      expect(await actions({ actor: aUserId() })).toEqual([]);
    });

    it.each(['', 'nonsense', "' OR 1=1 --", '018f0000-0000-7000-8000-000000000000'])(
      'refuses the foreign cursor "%s"',
      async (cursor) => {
        await expect(fixture.adapters.auditQueries.list({}, cursor, 2)).rejects.toMatchObject({
          code: 'VALIDATION_ERROR',
          details: [{ field: 'cursor' }],
        });
      },
    );

    it('refuses an actor that is none', async () => {
      await expect(fixture.adapters.auditQueries.list({ actor: 'anna' }, null, 2)).rejects.toMatchObject({
        code: 'VALIDATION_ERROR',
        details: [{ field: 'actor' }],
      });
    });

    it('returns copies', async () => {
      await append(anAuditEntry({ details: { list: ['one'] } }));
      for (const { details } of await list()) (details.list as string[]).push('two');
      expect((await list())[0]?.details).toEqual({ list: ['one'] });
    });
  });
}
