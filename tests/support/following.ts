import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'vitest';
import { systemContext } from '#application/shared/request-context.js';
import type { ServiceContainer } from '#composition/container.js';
import { eventsTokens } from '#composition/features/events.tokens.js';
import { usersTokens } from '#composition/features/users.tokens.js';
import { platform } from '#composition/platform/platform.tokens.js';
import { aUser } from './builders/user.js';

/** Runs a script that prints what a broker tells of, until it has told of three accounts that are registered meanwhile. */
export async function expectToFollow(words: readonly string[], container: ServiceContainer): Promise<void> {
  const { child, printed } = follow(words);
  await expect.poll(() => printed.text).toContain('Waiting for events');
  const users = [aUser(), aUser(), aUser()];
  const [repository, unitOfWork, runner] = [
    await container.get(usersTokens.repository),
    await container.get(platform.unitOfWork),
    await container.get(eventsTokens.runner),
  ];
  for (const user of users) await unitOfWork.run(systemContext, () => repository.add(user));
  await runner.drain();
  if (child.exitCode === null) await once(child, 'exit');
  const [, ...lines] = printed.text.trim().split('\n');
  // Those of one subject are in order, of several in as many partitions as it may be.
  expect(lines.toSorted()).toEqual(
    users.map(({ id }) => expect.stringMatching(new RegExp(`^\\d+ user\\.registered ${id}$`))),
  );
}

/** @returns what it says on standard error where it cannot go on. */
export async function failureOfFollowing(words: readonly string[]): Promise<string> {
  const { child } = follow(words);
  const [stderr] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  expect(child.exitCode).toBe(1);
  return stderr;
}

function follow(words: readonly string[]) {
  const child = spawn(process.execPath, [...words], { cwd: join(import.meta.dirname, '../..') });
  const printed = { text: '' };
  child.stdout.on('data', (chunk) => {
    printed.text += chunk;
  });
  return { child, printed };
}
