import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { schemaOfFields } from '#application/events/event-schema.js';
import { defineEvent, type EventDescription } from '#domain/shared/domain-event.js';
import * as field from '#domain/shared/event-fields.js';
import { eventDefinitions } from '../../support/event-definitions.js';

interface PublishedField {
  readonly type: unknown;
  readonly format?: string;
  readonly isPersonal: boolean;
}

/** What readers outside rely on, by `type v<version>` and the name of the field. */
type PublishedEvents = Readonly<Record<string, Readonly<Record<string, PublishedField>>>>;

/**
 * What has been published stays as it is. `npx vitest --update` adds events and versions that are new, and changes
 * nothing else; an event that is taken out with its feature is taken out by hand.
 */
const file = join(import.meta.dirname, 'published-events.json');
const published: PublishedEvents = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};

function promisesOf(events: readonly EventDescription[]): PublishedEvents {
  const versions = events.flatMap(({ eventName, version, fields, formerFields }) =>
    Object.entries({ ...formerFields, [version]: fields }).map(([each, its]) => {
      const { properties } = schemaOfFields(its);
      const promised = Object.entries(properties as Record<string, Omit<PublishedField, 'isPersonal'>>).map(
        ([name, { type, format }]) =>
          [name, { type, ...(format && { format }), isPersonal: its[name]?.isPersonal === true }] as const,
      );
      return [`${eventName} v${each}`, Object.fromEntries(promised)] as const;
    }),
  );
  return Object.fromEntries(versions.toSorted(([left], [right]) => (left < right ? -1 : 1)));
}

/** What readers of the published events would stumble over. A field that is added is no concern of theirs. */
function breaksOf(promised: PublishedEvents, events: readonly EventDescription[]): readonly string[] {
  const present = promisesOf(events);
  return Object.entries(promised).flatMap(([event, fields]) => {
    const now = present[event];
    if (now === undefined) return [`${event} is gone: keep its fields in formerFields`];
    return Object.entries(fields)
      .filter(([name, was]) => JSON.stringify(now[name]) !== JSON.stringify(was))
      .map(([name]) => `${event}: ${name} is gone or another one, which needs another version`);
  });
}

describe('published events', () => {
  it('are still as readers know them', () => {
    expect(breaksOf(published, eventDefinitions)).toEqual([]);
  });

  it('are all on record', async () => {
    const all = { ...promisesOf(eventDefinitions), ...published };
    const sorted = Object.fromEntries(Object.entries(all).sort(([left], [right]) => (left < right ? -1 : 1)));
    await expect(`${JSON.stringify(sorted, null, 2)}\n`).toMatchFileSnapshot(file);
  });

  const before = { userId: field.id('Whose.'), left: field.integer('How many.') };
  const promised = promisesOf([defineEvent('test.done', 1, 'Done.', before)]);

  it.each([
    ['loses a field', { userId: before.userId }],
    ['has a field of another type', { ...before, left: field.text('How many.') }],
    ['has a field of another format', { ...before, userId: field.text('Whose.') }],
    ['may have null where there was a value', { ...before, left: field.nullable(before.left) }],
    ['has personal data where there was none', { ...before, userId: field.personal(before.userId) }],
  ])('break when one %s without another version', (_, fields) => {
    expect(breaksOf(promised, [defineEvent('test.done', 1, 'Done.', fields)])).toHaveLength(1);
    const asSecondVersion = defineEvent('test.done', 2, 'Done.', fields, { formerFields: { 1: before } });
    expect(breaksOf(promised, [asSecondVersion])).toEqual([]);
  });

  it('break when a version is no longer described', () => {
    expect(breaksOf(promised, [defineEvent('test.done', 2, 'Done.', before)])).toHaveLength(1);
    expect(breaksOf(promised, [])).toHaveLength(1);
  });

  it('may get fields', () => {
    const more = { ...before, reason: field.text('Why.') };
    expect(breaksOf(promised, [defineEvent('test.done', 1, 'Done.', more)])).toEqual([]);
  });
});
