/**
 * What happens, as another system follows it, against a running `npm start`: reads the log from its beginning, then
 * follows the stream, breaks off, and goes on behind the last event that it has had.
 *
 *   npx node requests/follow-events.ts <administrator's email> <password> [http://127.0.0.1:3000]
 */

import { strict as assert } from 'node:assert';

const [email, password, service = 'http://127.0.0.1:3000'] = process.argv.slice(2);

interface CloudEvent {
  readonly type: string;
  readonly subject: string;
  readonly sequence: string;
}

interface LogPage {
  readonly data: readonly CloudEvent[];
  readonly meta: { readonly next: string; readonly hasMore: boolean };
}

async function signIn(): Promise<string> {
  const response = await fetch(`${service}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  assert.equal(response.status, 200, await response.clone().text());
  const { data } = (await response.json()) as { data: { accessToken: string } };
  return data.accessToken;
}

const authorization = `Bearer ${await signIn()}`;

/** All that the log has. @returns the position behind which to go on. */
async function readLog(): Promise<string> {
  for (let after = ''; ; ) {
    const url = `${service}/api/v1/events?after=${after}&limit=500`;
    const response = await fetch(url, { headers: { authorization } });
    assert.equal(response.status, 200, await response.clone().text());
    const { data, meta } = (await response.json()) as LogPage;
    for (const event of data) tell(event);
    after = meta.next;
    if (!meta.hasMore) return after;
  }
}

function tell({ sequence, type, subject }: CloudEvent): void {
  console.log(`${sequence} ${type} ${subject}`);
}

/** The next event of some type behind a position; leaving the loop breaks the connection off. */
async function next(type: string, lastEventId: string, cause: () => Promise<unknown>): Promise<CloudEvent> {
  const response = await fetch(`${service}/api/v1/events/stream?types=${type}`, {
    headers: { authorization, 'last-event-id': lastEventId },
  });
  assert.equal(response.status, 200);
  assert(response.body);
  await cause();
  let text = '';
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const [, data] = /^data: (.*)\n\n/m.exec(text) ?? [];
    if (data !== undefined) return JSON.parse(data);
  }
  throw new Error('The stream has ended');
}

const end = await readLog();
const first = await next('user.logged_in', end, signIn);
tell(first);
// While nobody listens; what happened meanwhile is told to whoever comes back.
await signIn();
const second = await next('user.logged_in', first.sequence, async () => {});
tell(second);
assert(first.sequence < second.sequence);
console.log('All as it should be.');
