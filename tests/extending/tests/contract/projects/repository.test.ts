import { type TenantId, type UserId } from 'gatehouse';
import { aTenantId, aUserId, describeOnEveryStore, testIds } from 'gatehouse/testing';
import { expect, it } from 'vitest';
import { projects } from '#composition/features/projects.feature.js';
import { projectsTokens } from '#composition/features/projects.tokens.js';
import { Project, type ProjectId, ProjectName } from '#domain/projects/project.js';

const at = new Date('2026-03-01T12:00:00.123Z');

/** What every store of projects does alike. */
describeOnEveryStore('ProjectRepository', { features: [projects] }, (store) => {
  const repository = () => store.get(projectsTokens.repository);
  const aProject = (tenantId: TenantId, name: string, ownerId: UserId = aUserId()) =>
    Project.create({ id: testIds.next() as ProjectId, tenantId, ownerId, name: ProjectName.parse(name) }, at);

  it('gives back what it was given, and nothing once it is removed', async () => {
    const tenant = aTenantId();
    const project = aProject(tenant, 'Apollo');
    const stored = await repository();
    await store.scoped(tenant, () => stored.add(project));
    const found = await store.scoped(tenant, () => stored.findById(project.state.id));
    expect(found?.state).toEqual(project.state);
    await store.scoped(tenant, () => stored.remove(project));
    expect(await store.scoped(tenant, () => stored.list())).toEqual([]);
  });

  it('keeps names apart within a tenant only', async () => {
    const [one, other] = [aTenantId(), aTenantId()];
    const stored = await repository();
    await store.scoped(one, () => stored.add(aProject(one, 'Apollo')));
    await store.scoped(other, () => stored.add(aProject(other, 'Apollo')));
    await expect(store.scoped(one, () => stored.add(aProject(one, 'Apollo')))).rejects.toMatchObject({
      code: 'PROJECT_NAME_TAKEN',
    });
  });

  it('refuses a version that is stale, and stores nothing of a unit of work that fails', async () => {
    const tenant = aTenantId();
    const project = aProject(tenant, 'Apollo');
    const stored = await repository();
    await store.scoped(tenant, () => stored.add(project));
    const stale = Project.rehydrate(project.state);
    project.rename(ProjectName.parse('Gemini'), at);
    await store.scoped(tenant, () => stored.save(project));
    stale.rename(ProjectName.parse('Mercury'), at);
    await expect(store.scoped(tenant, () => stored.save(stale))).rejects.toMatchObject({
      code: 'VERSION_CONFLICT',
    });
    await expect(
      store.scoped(tenant, async () => {
        await stored.add(aProject(tenant, 'Skylab'));
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    const names = await store.scoped(tenant, async () => (await stored.list()).map(({ state }) => state));
    expect(names.map(({ name, version }) => [name.value, version])).toEqual([['Gemini', 2]]);
  });

  it('shows a tenant its own, and nobody anything outside of a scope', async () => {
    const [one, other] = [aTenantId(), aTenantId()];
    const project = aProject(one, 'Apollo');
    const stored = await repository();
    await store.scoped(one, () => stored.add(project));
    expect(await store.scoped(other, () => stored.list())).toEqual([]);
    expect(await stored.list()).toEqual([]);
    await expect(store.scoped(other, () => stored.remove(project))).rejects.toMatchObject({
      code: 'VERSION_CONFLICT',
    });
    await expect(store.scoped(other, () => stored.add(aProject(one, 'Intruder')))).rejects.toThrow();
  });

  it('counts one transaction after the other', async () => {
    const tenant = aTenantId();
    const stored = await repository();
    const addWithin = (limit: number) =>
      store.scoped(tenant, async () => {
        if ((await stored.countLocked()) < limit) await stored.add(aProject(tenant, testIds.next()));
      });
    await Promise.all(Array.from({ length: 8 }, () => addWithin(3)));
    expect(await store.scoped(tenant, () => stored.list())).toHaveLength(3);
  });
});
