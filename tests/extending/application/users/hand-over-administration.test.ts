import { describe, expect, it } from 'vitest';
import { handOverModule, handOverTokens } from '#composition/modules/hand-over.module.js';
import { tokens } from '#composition/tokens.js';
import { TestKit } from '../../../support/test-kit.js';

async function scene() {
  const kit = new TestKit({ modules: [handOverModule] });
  const [admin, successor] = [await kit.person('admin'), await kit.person()];
  const handOver = await kit.get(handOverTokens.handOverAdministration);
  return { kit, admin, successor, handOver, context: await kit.as(admin) };
}

describe('HandOverAdministration', () => {
  it('moves the role from one to the other', async () => {
    const { kit, admin, successor, handOver, context } = await scene();
    const result = await handOver.execute({ successorId: successor.id }, context);

    expect(result).toMatchObject({ roles: ['admin', 'user'], version: successor.version + 1 });
    expect((await kit.as(admin)).actor.roles).toEqual(['user']);
    expect(await kit.auditedActions()).toEqual(
      expect.arrayContaining(['user.role_granted', 'user.role_revoked']),
    );
  });

  it('changes nothing when the successor cannot take over', async () => {
    const { kit, admin, handOver, context } = await scene();
    const nobody = { successorId: '01a1f8b5-0000-7000-8000-000000000000' };
    await expect(handOver.execute(nobody, context)).rejects.toMatchObject({ code: 'USER_NOT_FOUND' });
    await expect(handOver.execute({ successorId: admin.id }, context)).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    expect((await kit.as(admin)).actor.roles).toEqual(['admin']);
  });

  it('is refused to whoever has handed over already, whatever their request says', async () => {
    const { kit, successor, handOver, context } = await scene();
    const another = await kit.person();
    const both = [successor, another].map(({ id }) => handOver.execute({ successorId: id }, context));
    const outcomes = (await Promise.allSettled(both)).map(({ status }) => status);
    expect(outcomes.toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  it('has a route', async () => {
    const { kit, admin, successor } = await scene();
    const app = await kit.get(tokens.http.app);
    const { accessToken } = await kit.logIn(admin);
    const response = await app.inject({
      method: 'POST',
      url: `/api/v1/users/${successor.id}/hand-over`,
      headers: { authorization: `Bearer ${accessToken}` },
    });
    expect(response.statusCode).toBe(200);
    expect(response.headers.etag).toBe('"2"');
    expect(response.json().data).toMatchObject({ id: successor.id, roles: ['admin', 'user'] });
  });
});
