import { describe, expect, it } from 'vitest';
import { buildContainer } from '#composition/container.js';
import { tokens } from '#composition/tokens.js';
import { type Token, token } from '#composition/wiring.js';
import { loadConfig } from '#infrastructure/configuration/load-config.js';

const config = loadConfig({ NODE_ENV: 'test', STORAGE: 'memory', PORT: '0' });
const named = Object.entries(tokens).flatMap(([group, members]) =>
  Object.entries(members).map(([name, member]) => [`${group}.${name}`, member as Token<unknown>] as const),
);

describe('the container', () => {
  it('provides every token, except those of the other persistence and of Redis', async () => {
    const container = buildContainer(config);
    try {
      for (const [name, member] of named) {
        if (name.startsWith('postgres.') || name === 'cache.redis')
          expect(container.isBound(member), name).toBe(false);
        else await expect(container.get(member), name).resolves.toBeDefined();
      }
    } finally {
      await container.close();
    }
  });

  it('binds every token of PostgreSQL where that is used', async () => {
    const url = 'postgres://gatehouse@127.0.0.1:1/gatehouse';
    const container = buildContainer(loadConfig({ NODE_ENV: 'test', DATABASE_URL: url }));
    const unbound = named.filter(([, member]) => !container.isBound(member)).map(([name]) => name);
    expect(unbound).toEqual(['cache.redis', 'postgres.embedded', 'memory.database', 'memory.eventAppender']);
    await container.close();
  });

  it('makes one of each, and closes in the reverse order, past a failure', async () => {
    const closed: string[] = [];
    const [first, second, third] = [token<string>('first'), token<string>('second'), token<string>('third')];
    const container = buildContainer(config, (wiring) => {
      wiring.singleton(
        first,
        () => 'first',
        [],
        (name) => void closed.push(name),
      );
      wiring.singleton(
        second,
        (before) => `${before} second`,
        [first],
        () => {
          throw new Error('stuck');
        },
      );
      wiring.singleton(
        third,
        (before) => `${before} third`,
        [second],
        (name) => void closed.push(name),
      );
    });
    expect(await container.get(third)).toBe('first second third');
    await Promise.all([container.get(first), container.get(first)]);
    await expect(container.close()).rejects.toThrow('Not everything could be closed');
    expect(closed).toEqual(['first second third', 'first']);
  });

  it('lets a later module take the place of what was bound', async () => {
    const container = buildContainer(config, (wiring) =>
      wiring.value(tokens.shared.ids, { next: () => 'mine' }),
    );
    expect((await container.get(tokens.shared.ids)).next()).toBe('mine');
    await container.close();
  });
});
