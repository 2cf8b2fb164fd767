import { expect, it } from 'vitest';
import type { Refusal } from '#application/user-transfer/import-users.js';
import { emailAddressesTokens } from '#composition/features/email-addresses.tokens.js';
import { userTransferTokens } from '#composition/features/user-transfer.tokens.js';
import { usersTokens } from '#composition/features/users.tokens.js';
import { TestKit } from '#testing/test-kit.js';
import { Mailroom } from '../../support/mailroom.js';

it('an import refuses the line whose address is kept for another account, and no other', async () => {
  const mailroom = new Mailroom();
  const kit = new TestKit({ features: [mailroom.feature] });
  await kit.drainEvents();
  const user = await kit.person();
  await (await kit.get(emailAddressesTokens.requestEmailChange)).execute(
    { email: 'moved@example.com' },
    await kit.as(user),
  );
  await mailroom.deliver(kit);
  const token = mailroom.token('moved@example.com', 'change-email');
  await (await kit.get(emailAddressesTokens.changeEmail)).execute({ token }, kit.visitor());
  const emails = ['first@example.com', user.email, 'third@example.com'];
  async function* lines() {
    for (const [index, email] of emails.entries()) {
      yield { line: index + 1, fields: { email, username: `imported${index}` } };
    }
  }
  const refusals: Refusal[] = [];
  const result = await (await kit.get(userTransferTokens.importUsers)).execute(
    {
      lines: lines(),
      areEmailsVerified: false,
      hashes: {} as never,
      refuse: (refusal) => refusals.push(refusal),
      progress: () => {},
      signal: new AbortController().signal,
    },
    await kit.as(await kit.person('admin')),
  );
  expect(result).toEqual({ read: 3, added: 2, present: 0, refused: 1 });
  expect(refusals).toEqual([{ line: 2, field: 'email', reason: expect.any(String) }]);
  const queries = await kit.get(usersTokens.storedQueries);
  expect((await queries.findById(user.id))?.email).toBe('moved@example.com');
});
