import { E2eService } from 'gatehouse/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projects } from '#composition/features/projects.feature.js';

const url = '/api/v1/projects';

describe('projects over HTTP', () => {
  let service: E2eService;
  beforeAll(async () => {
    service = await E2eService.start({ features: [projects], env: { RATE_LIMIT_PROJECTS: '0' } });
  });
  afterAll(() => service?.stop());

  it('live as long as their owner wants, and are nobody else’s', async () => {
    const [ada, bert] = [await service.person(), await service.person()];
    const created = await service.http.post(url, { name: 'Apollo' }, ada);
    expect(created.status).toBe(201);
    const location = created.headers.get('location') as string;
    expect((await service.http.get(location, ada)).data).toEqual(created.data);
    expect((await service.http.get(location, bert)).code).toBe('PROJECT_NOT_FOUND');
    expect((await service.http.get(url, bert)).data).toEqual([]);

    const rename = (etag: string) =>
      service.http.patch(location, { name: 'Gemini' }, { ...ada, headers: { 'if-match': etag } });
    expect((await rename('"2"')).code).toBe('VERSION_CONFLICT');
    expect((await rename('"1"')).data.name).toBe('Gemini');
    expect((await service.http.delete(location, bert)).status).toBe(404);
    expect((await service.http.delete(location, ada)).status).toBe(204);
    expect((await service.http.get(url, ada)).data).toEqual([]);
  });

  it('answer a visitor, a wrong id and a wrong body as the rest of the service does', async () => {
    const ada = await service.person();
    expect((await service.http.get(url)).status).toBe(401);
    expect((await service.http.get(`${url}/7`, ada)).code).toBe('VALIDATION_ERROR');
    expect((await service.http.post(url, { title: 'Apollo' }, ada)).status).toBe(422);
    expect((await service.http.post(url, { name: 'x'.repeat(201) }, ada)).status).toBe(422);
  });

  it('go with their owner, and the audit log tells of it', async () => {
    const ada = await service.person();
    await service.http.post(url, { name: 'Apollo' }, ada);
    const root = await service.root();
    expect((await service.http.delete(`/api/v1/users/${ada.user.id}`, root)).status).toBe(204);
    await service.drainEvents();
    const { data } = await service.http.get('/api/v1/audit?action=project.deleted', root);
    expect(data[0]).toMatchObject({ action: 'project.deleted', targetId: ada.user.id });
  });

  it('are in the document, and moderators keep their power over those who may have them', async () => {
    const { body: document } = await service.http.get('/openapi.json');
    expect(Object.keys(document.paths)).toEqual(expect.arrayContaining([url, `${url}/{id}`]));
    expect(document.tags).toContainEqual({ name: 'projects', description: 'Your projects' });
    const [ada, moderator] = [await service.person(), await service.person('moderator')];
    const change = { username: 'renamed-by-moderator' };
    expect((await service.http.patch(`/api/v1/users/${ada.user.id}`, change, moderator)).status).toBe(200);
  });
});
