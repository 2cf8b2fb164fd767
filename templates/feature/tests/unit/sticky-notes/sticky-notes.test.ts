import { TestKit } from 'gatehouse/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stickyNotesTokens } from '#composition/features/sticky-notes.tokens.js';
import config from '../../../gatehouse.config.js';

describe('sticky notes in memory', () => {
  let kit: TestKit;
  beforeEach(() => {
    kit = new TestKit({ features: config.features, env: { STICKY_NOTE_MAX_LENGTH: '10' } });
  });
  afterEach(() => kit.close());

  const make = () => kit.get(stickyNotesTokens.createStickyNote);
  const list = () => kit.get(stickyNotesTokens.listStickyNotes);

  it('are made and listed by their owner, with an event for each', async () => {
    const [asAda, asBert] = [await kit.as(await kit.person()), await kit.as(await kit.person())];
    const created = await (await make()).execute({ text: '  Buy milk ' }, asAda);
    expect(created.text).toBe('Buy milk');
    expect(await (await list()).execute(asAda)).toEqual([created]);
    expect(await (await list()).execute(asBert)).toEqual([]);
    expect(await kit.auditedActions()).toContain('sticky_note.created');
  });

  it('have texts that differ, and are as long as they may be', async () => {
    const asAda = await kit.as(await kit.person());
    const execute = async (text: string) => (await make()).execute({ text }, asAda);
    await execute('x'.repeat(10));
    await expect(execute('x'.repeat(10))).rejects.toMatchObject({ code: 'STICKY_NOTE_TAKEN' });
    await expect(execute('x'.repeat(11))).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
    await expect(execute('  ')).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
  });

  it('go with their owner', async () => {
    const ada = await kit.person();
    const asAda = await kit.as(ada);
    await (await make()).execute({ text: 'Buy milk' }, asAda);
    await kit.deleteAccount(ada);
    await kit.drainEvents();
    expect(await (await list()).execute(asAda)).toEqual([]);
  });
});
