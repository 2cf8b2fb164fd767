import { describe, expect, it } from 'vitest';
import { TestKit } from '../support/test-kit.js';
import { handOverModule, handOverTokens } from './hand-over.module.js';

describe('HandOverAdministration', () => {
  it('moves the role from one to the other', async () => {
    const kit = new TestKit({ modules: [handOverModule] });
    const [admin, successor] = [await kit.person('admin'), await kit.person()];
    const context = await kit.as(admin);
    const handOver = await kit.get(handOverTokens.handOverAdministration);

    const result = await handOver.execute({ successorId: successor.id }, context);

    expect(result.roles).toEqual(['admin', 'user']);
    expect((await kit.as(admin)).actor.roles).toEqual(['user']);
    expect(await kit.auditedActions()).toEqual(
      expect.arrayContaining(['user.role_granted', 'user.role_revoked']),
    );
  });

  it('changes nothing when the successor cannot take over', async () => {
    const kit = new TestKit({ modules: [handOverModule] });
    const admin = await kit.person('admin');
    const context = await kit.as(admin);
    const handOver = await kit.get(handOverTokens.handOverAdministration);

    const nobody = { successorId: '01a1f8b5-0000-7000-8000-000000000000' };
    await expect(handOver.execute(nobody, context)).rejects.toMatchObject({ code: 'USER_NOT_FOUND' });
    await expect(handOver.execute({ successorId: admin.id }, context)).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    expect((await kit.as(admin)).actor.roles).toEqual(['admin']);
  });
});
