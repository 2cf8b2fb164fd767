import { aUserId, describeOnEveryStore, testIds } from 'gatehouse/testing';
import { expect, it } from 'vitest';
import { stickyNotesTokens } from '#composition/features/sticky-notes.tokens.js';
import { StickyNote, type StickyNoteId, StickyNoteText } from '#domain/sticky-notes/sticky-note.js';
import config from '../../../gatehouse.config.js';

/** What every store does alike. */
describeOnEveryStore('StickyNoteRepository', { features: config.features }, (store) => {
  const repository = () => store.get(stickyNotesTokens.repository);
  const aStickyNote = (ownerId = aUserId(), text = 'Buy milk', millisecond = 123) =>
    StickyNote.create({
      id: testIds.next() as StickyNoteId,
      ownerId,
      text: StickyNoteText.rehydrate(text),
      createdAt: new Date(Date.UTC(2026, 2, 1, 12, 0, 0, millisecond)),
    });

  it('gives back what it was given, the newest first, and nothing of others', async () => {
    const stored = await repository();
    const ownerId = aUserId();
    const added = ['one', 'two', 'three'].map((text, at) => aStickyNote(ownerId, text, at));
    await store.run(async () => {
      for (const each of [...added, aStickyNote()]) await stored.add(each);
    });
    const states = added.map(({ state }) => state).reverse();
    expect((await stored.listOf(ownerId, 9)).map(({ state }) => state)).toEqual(states);
    expect((await stored.listOf(ownerId, 2)).map(({ state }) => state)).toEqual(states.slice(0, 2));
  });

  it('has each text of an owner once, and stores nothing of a unit of work that fails', async () => {
    const stored = await repository();
    const [one, other] = [aUserId(), aUserId()];
    await store.run(() => stored.add(aStickyNote(one)));
    await store.run(() => stored.add(aStickyNote(other)));
    const both = store.run(async () => {
      await stored.add(aStickyNote(one, 'Another'));
      await stored.add(aStickyNote(one));
    });
    await expect(both).rejects.toMatchObject({ code: 'STICKY_NOTE_TAKEN' });
    expect(await stored.listOf(one, 9)).toHaveLength(1);
  });

  it('removes all of an owner, and of nobody else', async () => {
    const stored = await repository();
    const [one, other] = [aUserId(), aUserId()];
    await store.run(() => stored.add(aStickyNote(one)));
    await store.run(() => stored.add(aStickyNote(other)));
    await store.run(() => stored.removeAllOf(one));
    expect(await stored.listOf(one, 9)).toEqual([]);
    expect(await stored.listOf(other, 9)).toHaveLength(1);
  });

  it('writes in a unit of work only', async () => {
    const stored = await repository();
    await expect(stored.add(aStickyNote())).rejects.toThrow();
  });
});
