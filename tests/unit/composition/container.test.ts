import { describe, expect, it } from 'vitest';
import { systemContext } from '#application/shared/request-context.js';
import type { UseCase } from '#application/shared/use-case.js';
import { defineFeature, type FeatureDefinition } from '#composition/define-feature.js';
import { accessTokens } from '#composition/features/access.tokens.js';
import { auditTokens } from '#composition/features/audit.tokens.js';
import { authTokens } from '#composition/features/auth.tokens.js';
import { eventsTokens } from '#composition/features/events.tokens.js';
import { sessionsTokens } from '#composition/features/sessions.tokens.js';
import { signingKeysTokens } from '#composition/features/signing-keys.tokens.js';
import { usersTokens } from '#composition/features/users.tokens.js';
import { cacheTokens } from '#composition/platform/cache.tokens.js';
import { memoryTokens } from '#composition/platform/memory.tokens.js';
import { platform } from '#composition/platform/platform.tokens.js';
import { postgresTokens } from '#composition/platform/postgres.tokens.js';
import { composeService } from '#composition/service.js';
import { type Token, token } from '#composition/token.js';
import { anAuditEntry } from '../../support/builders/audit-entry.js';

const inMemory = { NODE_ENV: 'test', STORAGE: 'memory', PORT: '0' };
const named = Object.entries({
  access: accessTokens,
  audit: auditTokens,
  auth: authTokens,
  events: eventsTokens,
  sessions: sessionsTokens,
  signingKeys: signingKeysTokens,
  users: usersTokens,
  cache: cacheTokens,
  memory: memoryTokens,
  platform,
  postgres: postgresTokens,
}).flatMap(([group, members]) =>
  Object.entries<Token<unknown>>(members).map(([name, member]) => [`${group}.${name}`, member] as const),
);

function composed(bind: FeatureDefinition['bind']) {
  return composeService({
    environment: inMemory,
    features: [defineFeature({ name: 'planted', ...(bind && { bind }) })],
  });
}

describe('the container', () => {
  it('provides every token, except those of the other persistence and of Redis', async () => {
    const container = composeService({ environment: inMemory });
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
    const DATABASE_URL = 'postgres://gatehouse@127.0.0.1:1/gatehouse';
    const container = composeService({ environment: { NODE_ENV: 'test', DATABASE_URL } });
    const unbound = named.filter(([, member]) => !container.isBound(member)).map(([name]) => name);
    expect(unbound).toEqual(['cache.redis', 'memory.database', 'memory.eventAppender']);
    await container.close();
  });

  it('makes one of each, and closes in the reverse order, past a failure', async () => {
    const closed: string[] = [];
    const [first, second, third] = [token<string>('first'), token<string>('second'), token<string>('third')];
    const close = (name: string) => void closed.push(name);
    const fail = () => {
      throw new Error('stuck');
    };
    const container = composed((wiring) => {
      wiring.singleton(first, () => 'first', [], close);
      wiring.singleton(second, (before) => `${before} second`, [first], fail);
      wiring.singleton(third, (before) => `${before} third`, [second], close);
    });
    expect(await container.get(third)).toBe('first second third');
    await Promise.all([container.get(first), container.get(first)]);
    await expect(container.close()).rejects.toThrow('Not everything could be closed');
    expect(closed).toEqual(['first second third', 'first']);
  });
});

describe('a use case', () => {
  class Planted implements UseCase {
    async execute(context: typeof systemContext) {
      return context.isReadOnly === true;
    }
  }
  const planted = token<Pick<Planted, 'execute'>>('Planted');

  it.each([
    ['query', true],
    ['command', false],
  ] as const)('that is a %s gets a context that is read-only: %s', async (kind, isReadOnly) => {
    const container = composed((wiring) => wiring[kind](planted, Planted, []));
    expect(await (await container.get(planted)).execute(systemContext)).toBe(isReadOnly);
    await container.close();
  });

  it('that writes although it is a query fails', async () => {
    class Writing implements UseCase {
      constructor(private readonly write: (context: typeof systemContext) => Promise<void>) {}
      execute(context: typeof systemContext) {
        return this.write(context);
      }
    }
    const writing = token<Pick<Writing, 'execute'>>('Writing');
    const write = token<(context: typeof systemContext) => Promise<void>>('write');
    const container = composed((wiring) => {
      wiring.singleton(
        write,
        (unitOfWork, log) => (context) => unitOfWork.run(context, () => log.append(anAuditEntry())),
        [platform.unitOfWork, auditTokens.log],
      );
      wiring.query(writing, Writing, [write]);
    });
    await expect((await container.get(writing)).execute(systemContext)).rejects.toThrow('only reads');
    await container.close();
  });
});
