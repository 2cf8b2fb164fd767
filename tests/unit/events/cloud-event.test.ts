import { describe, expect, it } from 'vitest';
import { toCloudEvent } from '#application/events/cloud-event.js';
import type { StoredEvent } from '#application/events/stored-event.js';

const renamed: StoredEvent = {
  id: '01a1f8b5-bc48-76fc-83f2-254bd0d3e5a4',
  position: 42,
  name: 'user.renamed',
  version: 2,
  subjectId: '01a1f8b5-bc48-76fc-83f2-254bd0d3e5a5',
  occurredAt: new Date('2026-03-01T12:00:00.123Z'),
  payload: { from: 'ada', to: 'countess' },
  actorId: '01a1f8b5-bc48-76fc-83f2-254bd0d3e5a6',
  ip: '192.0.2.1',
  userAgent: 'a browser',
  requestId: 'request-1',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
};

describe('a CloudEvent', () => {
  it('says what happened, without the address and browser of whoever did it', () => {
    expect(toCloudEvent(renamed, 'https://auth.example.com/')).toEqual({
      specversion: '1.0',
      id: renamed.id,
      source: 'https://auth.example.com/',
      type: 'user.renamed',
      subject: renamed.subjectId,
      time: '2026-03-01T12:00:00.123Z',
      datacontenttype: 'application/json',
      dataschema: 'https://auth.example.com/docs/events/user.renamed/v2',
      data: { from: 'ada', to: 'countess' },
      sequence: '0000000000000042',
      actorid: renamed.actorId,
      requestid: 'request-1',
      traceparent: renamed.traceparent,
    });
  });

  it('leaves out what is not known, and names the tenant that its payload is about', () => {
    const nobodys = {
      ...renamed,
      actorId: null,
      requestId: null,
      traceparent: null,
      payload: { tenantId: 'acme' },
    };
    const event = toCloudEvent(nobodys, 'https://auth.example.com');
    expect(event.tenantid).toBe('acme');
    expect(Object.keys(event)).not.toEqual(expect.arrayContaining(['actorid']));
    expect(Object.keys(event)).not.toEqual(expect.arrayContaining(['requestid']));
    expect(Object.keys(event)).not.toEqual(expect.arrayContaining(['traceparent']));
  });

  it('has sequences that sort as text', () => {
    const sequences = [9, 10, Number.MAX_SAFE_INTEGER].map(
      (position) => toCloudEvent({ ...renamed, position }, 'https://auth.example.com').sequence,
    );
    expect(sequences).toEqual(sequences.toSorted());
    expect(new Set(sequences.map(({ length }) => length)).size).toBe(1);
  });
});
