import type { UserView } from '#application/users/user-queries.js';
import { usersTokens } from '#composition/features/users.tokens.js';
import { platform } from '#composition/platform/platform.tokens.js';
import { Password } from '#domain/auth/password.js';
import type { User } from '#domain/users/user.js';
import { CheapPasswordHasher } from '#testing/cheap-password-hasher.js';
import { password, type TestKit } from '#testing/test-kit.js';

/** As if the password had been hashed with parameters that are behind by now. */
export async function outdateHash(kit: TestKit, { id }: Pick<UserView, 'id'>): Promise<void> {
  const users = await kit.get(usersTokens.repository);
  const unitOfWork = await kit.get(platform.unitOfWork);
  await unitOfWork.run(kit.visitor(), async () => {
    const user = (await users.findById(id)) as User;
    const { passwordHash } = user.state;
    user.upgradePasswordHash(await new CheapPasswordHasher(0).hash(Password.parse(password)));
    await users.saveLogin(user, passwordHash);
  });
}
