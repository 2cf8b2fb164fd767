import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { payloadFaults, viewsOfEvent } from '#application/events/event-schema.js';
import { memoryTokens } from '#composition/platform/memory.tokens.js';
import { platform } from '#composition/platform/platform.tokens.js';
import { defineEvent, type EventPayload } from '#domain/shared/domain-event.js';
import * as field from '#domain/shared/event-fields.js';
import { userRenamed } from '#domain/users/events.js';
import { TestKit } from '#testing/test-kit.js';
import { eventDefinitions } from '../../support/event-definitions.js';

const issuer = 'https://auth.example.com';
const everything = defineEvent('test.done', 2, 'Done.', {
  userId: field.id('Whose.'),
  name: field.personal(field.text('Of whom.')),
  until: field.nullable(field.time('Until when.')),
  left: field.integer('How many.'),
  isLast: field.flag('Whether.'),
  amr: field.texts('How.'),
});
const payload = {
  userId: '01a1f8b5-bc48-76fc-83f2-254bd0d3e5a4',
  name: 'Ada',
  until: null,
  left: 3,
  isLast: false,
  amr: ['pwd'],
};

describe('the schema of an event', () => {
  const ajv = new Ajv2020({ validateFormats: false, keywords: ['x-personal-data'] });

  it.each(eventDefinitions.map((event) => [event.eventName, event] as const))('of %s is one', (_, event) => {
    const [view] = viewsOfEvent(event, issuer);
    expect(view?.dataschema).toBe(`${issuer}/docs/events/${event.eventName}/v${event.version}`);
    expect(() => ajv.compile(view?.schema ?? {})).not.toThrow();
  });

  it('lets pass what fits, with fields that readers do not know yet', () => {
    const [view] = viewsOfEvent(everything, issuer);
    const isValid = ajv.compile(view?.schema ?? {});
    expect(isValid({ ...payload, more: 1 })).toBe(true);
    expect(isValid({ ...payload, left: '3' })).toBe(false);
    expect(isValid({ ...payload, name: null })).toBe(false);
    expect(view?.personalData).toEqual(['name']);
  });

  it('stays for the versions before', () => {
    const third = defineEvent('test.done', 3, 'Done.', {}, { formerFields: { 2: everything.fields, 1: {} } });
    expect(viewsOfEvent(third, issuer).map(({ version }) => version)).toEqual([3, 2, 1]);
  });
});

describe('a payload', () => {
  const { fields } = everything;

  it('is as it is described', () => {
    expect(payloadFaults(fields, payload)).toEqual([]);
    expect(payloadFaults(fields, { ...payload, until: '2026-03-01T12:00:00.123Z' })).toEqual([]);
  });

  const { name: _, ...nameless } = payload;
  it.each<[string, EventPayload]>([
    ['a field that is not described', { ...payload, secret: 'x' }],
    ['no name', nameless],
    ['null', { ...payload, left: null }],
    ['a fraction', { ...payload, left: 0.5 }],
    ['no UUID', { ...payload, userId: 'ada' }],
    ['no time', { ...payload, until: 'tomorrow' }],
    ['a text for a list', { ...payload, amr: 'pwd' }],
    ['a text for a flag', { ...payload, isLast: 'no' }],
  ])('with %s is not', (_, faulty) => {
    expect(payloadFaults(fields, faulty)).toHaveLength(1);
  });

  describe('that a use case records', () => {
    let kit: TestKit;
    beforeEach(() => {
      kit = new TestKit();
    });
    afterEach(() => kit.close());

    /** In the kit, and so in all unit tests of use cases. */
    it('is held against its description wherever a test records it', async () => {
      const appender = await kit.get(memoryTokens.eventAppender);
      const unitOfWork = await kit.get(platform.unitOfWork);
      const renamed = userRenamed(payload.userId, { from: 'ada', to: 'lovelace' }, kit.clock.now());
      const append = (event: typeof renamed) => unitOfWork.run(kit.visitor(), () => appender.append([event]));
      await expect(append(renamed)).resolves.toBeUndefined();
      const more = { ...renamed.payload, passwordHash: 'x' };
      await expect(append({ ...renamed, payload: more })).rejects.toThrow('passwordHash is not described');
    });
  });
});
