import { usersTokens } from 'gatehouse';
import { TestKit } from 'gatehouse/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { projects } from '#composition/features/projects.feature.js';
import { projectsTokens } from '#composition/features/projects.tokens.js';

describe('projects in memory', () => {
  let kit: TestKit;
  beforeEach(() => {
    kit = new TestKit({ features: [projects], env: { PROJECTS_PER_USER: '2' } });
  });
  afterEach(() => kit.close());

  async function scene() {
    const [createProject, listProjects, showProject, renameProject, deleteProject] = await Promise.all([
      kit.get(projectsTokens.createProject),
      kit.get(projectsTokens.listProjects),
      kit.get(projectsTokens.showProject),
      kit.get(projectsTokens.renameProject),
      kit.get(projectsTokens.deleteProject),
    ]);
    const [ada, bert] = [await kit.person(), await kit.person()];
    return {
      createProject,
      listProjects,
      showProject,
      renameProject,
      deleteProject,
      ada,
      asAda: await kit.as(ada),
      asBert: await kit.as(bert),
    };
  }

  it('are made, listed, renamed and deleted by their owner, with an event for each', async () => {
    const { createProject, listProjects, renameProject, deleteProject, asAda } = await scene();
    const apollo = await createProject.execute({ name: '  Apollo ' }, asAda);
    expect(apollo).toMatchObject({ name: 'Apollo', version: 1 });
    await renameProject.execute({ id: apollo.id, name: 'Gemini', expectedVersions: [1] }, asAda);
    expect(await listProjects.execute(asAda)).toMatchObject([{ name: 'Gemini', version: 2 }]);
    await deleteProject.execute({ id: apollo.id }, asAda);
    expect(await listProjects.execute(asAda)).toEqual([]);
    expect(await kit.auditedActions()).toEqual(
      expect.arrayContaining(['project.created', 'project.renamed', 'project.deleted']),
    );
  });

  it('do not exist for anybody else', async () => {
    const { createProject, listProjects, showProject, deleteProject, asAda, asBert } = await scene();
    const { id } = await createProject.execute({ name: 'Apollo' }, asAda);
    expect(await listProjects.execute(asBert)).toEqual([]);
    const notFound = { code: 'PROJECT_NOT_FOUND' };
    await expect(showProject.execute({ id }, asBert)).rejects.toMatchObject(notFound);
    await expect(deleteProject.execute({ id }, asBert)).rejects.toMatchObject(notFound);
    // The same name is another name in another space.
    await createProject.execute({ name: 'Apollo' }, asBert);
  });

  it('have names that differ, versions that are looked at, and a limit', async () => {
    const { createProject, renameProject, asAda } = await scene();
    const apollo = await createProject.execute({ name: 'Apollo' }, asAda);
    const codeOf = (attempt: Promise<unknown>) =>
      attempt.then(
        () => 'none',
        ({ code }) => code,
      );
    const { id } = apollo;
    expect(await codeOf(createProject.execute({ name: 'Apollo' }, asAda))).toBe('PROJECT_NAME_TAKEN');
    expect(await codeOf(renameProject.execute({ id, name: 'B', expectedVersions: [7] }, asAda))).toBe(
      'VERSION_CONFLICT',
    );
    expect(await codeOf(createProject.execute({ name: ' ' }, asAda))).toBe('VALIDATION_ERROR');
    await createProject.execute({ name: 'Mercury' }, asAda);
    expect(await codeOf(createProject.execute({ name: 'Gemini' }, asAda))).toBe('TOO_MANY_PROJECTS');
  });

  it('go with their owner', async () => {
    const { createProject, listProjects, ada, asAda } = await scene();
    await createProject.execute({ name: 'Apollo' }, asAda);
    await kit.deleteAccount(ada);
    await kit.drainEvents();
    expect(await listProjects.execute(asAda)).toEqual([]);
    expect(await kit.auditedActions()).toContain('project.deleted');
  });

  it('take from moderators none of their power over users', async () => {
    const { ada } = await scene();
    const moderator = await kit.as(await kit.person('moderator'));
    const changeUser = await kit.get(usersTokens.changeUser);
    const deactivation = { id: ada.id, isActive: false, expectedVersions: null };
    await expect(changeUser.execute(deactivation, moderator)).resolves.toMatchObject({ isActive: false });
  });
});
