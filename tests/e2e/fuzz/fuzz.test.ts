import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { E2eService } from '#testing/e2e-service.js';
import { OpenApiContract } from '#testing/openapi-contract.js';
import { Crew } from './crew.js';
import { faultsOf } from './judge.js';
import { type Operation, operationsOf } from './operations.js';
import { type FuzzRequest, requestTo } from './requests.js';
import { announceSeed, runs, seed } from './seed.js';
import { type FuzzAnswer, Sender } from './send.js';

/** Guessing is what the fuzzing does all the time. */
const env = {
  TRUSTED_PROXIES: 'loopback',
  LOCKOUT_PER_ACCOUNT_AND_ADDRESS: '1000',
  LOCKOUT_PER_ACCOUNT: '1000',
  LOCKOUT_PER_ADDRESS: '100000',
};

let service: E2eService;
let contract: OpenApiContract;
let operations: readonly Operation[];
let crew: Crew;
let sender: Sender;

beforeAll(async () => {
  announceSeed();
  service = await E2eService.start({ env });
  const { body } = await service.http.get('/openapi.json');
  contract = new OpenApiContract(body);
  operations = operationsOf(body);
  crew = await Crew.of(service);
  sender = new Sender(service.http.baseUrl, crew);
});

afterAll(async () => {
  sender?.close();
  await service?.stop();
});

function judge(request: FuzzRequest, answer: FuzzAnswer): void {
  const { path, status, text } = answer;
  const header = (name: string) => {
    const value = answer.headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  };
  const faults = faultsOf({ method: request.method, path, status, header, text }, contract);
  if (faults.length > 0)
    throw new Error(`${request.method} ${path} -> ${status}: ${faults.join('; ')}\n${text}`);
}

it(`every route bears ${runs} requests of all kinds`, { timeout: 600_000 }, async () => {
  const statuses = new Map<string, Set<number>>();
  const property = fc.asyncProperty(requestTo(operations), async (request) => {
    const answer = await sender.send(request);
    const asked = statuses.get(request.method) ?? new Set();
    statuses.set(request.method, asked.add(answer.status));
    judge(request, answer);
    await crew.after(request, answer);
  });
  await fc.assert(property, { seed, numRuns: runs });
  // It got through to the use cases, not only to the validation.
  const seen = new Set([...statuses.values()].flatMap((set) => [...set]));
  if (runs >= 5_000) {
    expect([...seen]).toEqual(
      expect.arrayContaining([200, 201, 204, 400, 401, 403, 404, 409, 413, 415, 422]),
    );
  }
  expect((await service.http.get('/health/ready')).status).toBe(200);
  expect((await service.root()).user.username).toBe('root');
});
