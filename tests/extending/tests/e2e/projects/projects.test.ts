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

  it('belong to the tenant that the request is about, and are apart from those of others', async () => {
    const [ada, bert] = [await service.person(), await service.person()];
    const tenantOf = async (owner: typeof ada, name: string) => {
      const { data } = await service.http.post('/api/v1/tenants', { name }, owner);
      return { token: owner.token, headers: { 'x-tenant-id': data.id as string }, ...data };
    };
    const [nasa, esa] = [await tenantOf(ada, 'Nasa'), await tenantOf(bert, 'Esa')];
    const made = await service.http.post(url, { name: 'Apollo' }, nasa);
    expect(made.status).toBe(201);
    expect((await service.http.post(url, { name: 'Apollo' }, esa)).status).toBe(201);
    const location = made.headers.get('location') as string;
    expect((await service.http.get(location, nasa)).data).toEqual(made.data);
    // Neither in another tenant, nor outside of it, nor for whoever does not belong to it.
    expect((await service.http.get(location, esa)).code).toBe('PROJECT_NOT_FOUND');
    expect((await service.http.delete(location, esa)).code).toBe('PROJECT_NOT_FOUND');
    expect((await service.http.get(location, ada)).code).toBe('PROJECT_NOT_FOUND');
    const intruder = { ...bert, headers: nasa.headers };
    expect((await service.http.get(url, intruder)).code).toBe('TENANT_NOT_FOUND');
    expect((await service.http.get(url, ada)).data).toEqual([]);

    const program = { name: 'Import', permissions: ['projects:write'] };
    const account = await service.http.post('/api/v1/service-accounts', program, nasa);
    const key = await service.http.post(
      `/api/v1/service-accounts/${account.data.id}/keys`,
      { name: 'CI' },
      nasa,
    );
    expect(account.status).toBe(201);
    expect((await service.http.post(url, { name: 'Gemini' }, { token: key.data.key })).status).toBe(201);
    const listed = await service.http.get(url, nasa);
    expect(listed.data.map(({ name }: { name: string }) => name)).toEqual(['Apollo', 'Gemini']);
    const exported = await service.http.get(`/api/v1/tenants/${nasa.id}/export`, ada);
    expect(exported.data.projects).toMatchObject([{ name: 'Apollo' }, { name: 'Gemini' }]);

    const ending = { ...ada, body: { slug: nasa.slug } };
    expect((await service.http.request('DELETE', `/api/v1/tenants/${nasa.id}`, ending)).status).toBe(202);
    await service.drainEvents();
    expect((await service.http.get(url, nasa)).code).toBe('TENANT_NOT_FOUND');
    const { data } = await service.http.get('/api/v1/audit?action=project.deleted', await service.root());
    const owners = data.map(({ targetId }: { targetId: string }) => targetId);
    expect(owners).toEqual(expect.arrayContaining([ada.user.id, account.data.id]));
    expect((await service.http.get(url, esa)).data).toHaveLength(1);
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
