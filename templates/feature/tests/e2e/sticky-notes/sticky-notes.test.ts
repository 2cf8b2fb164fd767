import { E2eService } from 'gatehouse/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import config from '../../../gatehouse.config.js';

const url = '/api/v1/sticky-notes';

describe('sticky notes over HTTP', () => {
  let service: E2eService;
  beforeAll(async () => {
    service = await E2eService.start({
      features: config.features,
      env: { RATE_LIMIT_STICKY_NOTES: '7/600' },
    });
  });
  afterAll(() => service?.stop());

  it('are made and listed by their owner, and limited', async () => {
    const [ada, bert] = [await service.person(), await service.person()];
    const created = await service.http.post(url, { text: 'Buy milk' }, ada);
    expect(created.status).toBe(201);
    expect((await service.http.get(url, ada)).data).toEqual([created.data]);
    expect((await service.http.get(url, bert)).data).toEqual([]);
    expect((await service.http.post(url, { text: 'Buy milk' }, ada)).code).toBe('STICKY_NOTE_TAKEN');
    expect((await service.http.post(url, { title: 'Buy milk' }, ada)).status).toBe(422);
    expect((await service.http.get(url)).status).toBe(401);
    expect((await service.http.get(url, ada)).status).toBe(200);
    expect((await service.http.get(url, ada)).status).toBe(429);
  });

  it('are in the document', async () => {
    const { body: document } = await service.http.get('/openapi.json');
    expect(Object.keys(document.paths[url])).toEqual(['get', 'post']);
    expect(document.tags).toContainEqual({ name: 'sticky-notes', description: 'Your sticky notes' });
  });
});
