import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createProgram, helpOf } from '#composition/command-line/program.js';
import type { ServiceContainer } from '#composition/container.js';
import { FeatureSet } from '#composition/feature-set.js';
import { builtInFeatures } from '#composition/features.js';
import { platform } from '#composition/platform/platform.tokens.js';
import { composeService } from '#composition/service.js';
import { execute } from '#testing/execute.js';
import { testIds } from '#testing/ids.js';
import { silentLogger } from '#testing/loggers.js';
import { overriding } from '#testing/overriding.js';
import { createTestDatabase, databaseTargets, type TestDatabase } from '#testing/test-database.js';
import { typed } from '../../support/command-input.js';
import { runCommand } from '../../support/command-line.js';
import { SmtpSink } from '../../support/mail/smtp-sink.js';

const definitions = new FeatureSet(builtInFeatures).gather('commands');
const nothing = async () => undefined;

const ids = {
  retriedEvent: testIds.next(),
  discardedEvent: testIds.next(),
  retriedJob: testIds.next(),
  deletedJob: testIds.next(),
};

const anId = expect.any(String);
const aWord = expect.any(String);
const some = (item: unknown) => expect.arrayContaining([item]);
const like = (fields: object) => expect.objectContaining(fields);

/** What is typed, `{folder}` being one of the test's own, and what the document is like. In the order of a story. */
const rows: readonly (readonly [words: string, document: unknown])[] = [
  ['config check', { isValid: true }],
  ['config show', some({ variable: 'NODE_ENV', value: 'test', source: 'environment' })],
  ['migrate status', like({ applied: expect.any(Number), pending: [], unknown: [] })],
  ['migrate down', { reverted: aWord }],
  ['migrate up', { applied: [aWord] }],
  [
    'users create root@example.com root --role admin,user',
    { user: like({ roles: ['admin', 'user'] }), password: aWord },
  ],
  [
    'users create eva@example.com eva --without-password',
    { user: like({ username: 'eva' }), password: null },
  ],
  ['users list --role admin', [like({ username: 'root' })]],
  ['users show eva', like({ email: 'eva@example.com', roles: ['user'] })],
  ['users set-password eva', { id: anId, email: 'eva@example.com', password: aWord }],
  ['users import {folder}/users.csv', like({ read: 1, added: 1, refused: 0, isInterrupted: false })],
  ['users export', some(like({ email: 'imported@example.com', username: 'imported' }))],
  ['admin reset-password', like({ username: 'root', secondFactorsRemoved: false, password: aWord })],
  ['db seed --count 3', { added: 3, present: 0, password: aWord }],
  ['keys rotate', { kid: anId, signsInSeconds: expect.any(Number) }],
  ['keys list', some(like({ algorithm: 'ES256', state: 'signing' }))],
  ['mfa reseal', { count: 0 }],
  ['webhooks reseal', { count: 0 }],
  ['activity rebuild', { count: 0, keptThrough: null }],
  ['events status', some(like({ name: 'audit-log', deadLetters: 2 }))],
  [
    'events dead-letters audit-log',
    some(like({ event: like({ id: ids.retriedEvent }), attempts: 10, isDue: false })),
  ],
  [`events retry audit-log ${ids.retriedEvent}`, { count: 1 }],
  [
    `events discard audit-log ${ids.discardedEvent}`,
    { subscription: 'audit-log', eventId: ids.discardedEvent },
  ],
  ['events replay audit-log', { subscription: 'audit-log', position: 0 }],
  ['jobs list --state failed', some(like({ id: ids.retriedJob, queue: 'tests.post', error: 'boom' }))],
  [`jobs retry ${ids.retriedJob}`, { id: ids.retriedJob }],
  [`jobs delete ${ids.deletedJob}`, { id: ids.deletedJob }],
  ['mail list', some({ name: 'mail-test', description: aWord })],
  ['mail preview mail-test', like({ subject: 'A test of Gatehouse', text: aWord, html: aWord })],
  ['mail test anna@example.org', { id: anId, to: 'anna@example.org' }],
  ['docs {folder}', { paths: some(expect.stringMatching(/cli\.md$/)) }],
  ['migrate new users add-nickname {folder}', { path: expect.stringContaining('users-add-nickname') }],
  ['new:migration users add-colour {folder}', { path: expect.stringContaining('users-add-colour') }],
  ['db reset --yes', { database: aWord, applied: some(aWord) }],
];

/** In a process of their own: a service to be stopped, and what is written into the working directory. */
const elsewhere = ['start', 'new:feature'];

describe.each(databaseTargets)('every command, on the %s PostgreSQL', (target) => {
  let database: TestDatabase;
  let container: ServiceContainer;
  let environment: Record<string, string>;
  let folder: string;
  let mailServer: SmtpSink;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gatehouse-commands-'));
    await writeFile(join(folder, 'users.csv'), 'email,username\nimported@example.com,imported\n');
    mailServer = await SmtpSink.start({ disabledCommands: ['STARTTLS', 'AUTH'] });
    database = await createTestDatabase(target);
    environment = {
      NODE_ENV: 'test',
      DATABASE_URL: database.url,
      DATABASE_MIGRATION_URL: database.ownerUrl,
      SMTP_URL: `smtp://127.0.0.1:${mailServer.port}`,
      ARGON2_MEMORY_KIB: '128',
      ARGON2_ITERATIONS: '1',
    };
    const quiet = overriding((wiring) => wiring.replace(platform.logger, () => silentLogger, []));
    container = composeService({ environment, features: [quiet] });
    await execute(database.adminUrl, failures);
  });
  afterAll(async () => {
    await container?.close();
    await database?.drop();
    await mailServer?.stop();
    await rm(folder, { recursive: true });
  });

  const documentOf = async (words: string): Promise<unknown> => {
    let written = '';
    // Commands that write source have no output of ours.
    vi.spyOn(console, 'log').mockImplementation((line) => {
      written += `${line}\n`;
    });
    const given = { isJson: true, environment };
    const told = await typed([...words.replace('{folder}', folder).split(' '), '--json'], container, given);
    vi.restoreAllMocks();
    return JSON.parse(written + told);
  };

  it('answers with one JSON document', async () => {
    for (const [words, document] of rows)
      expect({ [words]: await documentOf(words) }).toEqual({ [words]: document });
    expect(mailServer.received).toHaveLength(1);
  });
});

describe('every command', () => {
  it('is tried', () => {
    const typed = [...rows.map(([words]) => words), ...elsewhere];
    const [, ...commands] = helpOf(createProgram(definitions, nothing, nothing)).map(({ title }) =>
      title.replace('gatehouse ', ''),
    );
    const untried = commands.filter((name) => !typed.some((words) => `${words} `.startsWith(`${name} `)));
    expect(untried).toEqual([]);
    expect(commands).toEqual(expect.arrayContaining(elsewhere));
  });

  it('new:feature answers with one JSON document', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gatehouse-commands-'));
    const dependencies = { gatehouse: '0.1.0' };
    await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'shop', dependencies }));
    const { exitCode, stdout } = await runCommand(['new:feature', 'invoices', '--json'], {}, '', folder);
    await rm(folder, { recursive: true });
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ lines: some('  src/domain/invoices/invoice.ts') });
  });
});

/** Two dead letters of a subscription, and two of a queue. */
const failures = `
  INSERT INTO event_subscriptions (name, position) VALUES ('audit-log', 0) ON CONFLICT DO NOTHING;
  INSERT INTO events (id, name, version, subject_id, occurred_at, payload)
    SELECT id, 'user.renamed', 1, id, now(), '{}'
    FROM unnest('{${ids.retriedEvent},${ids.discardedEvent}}'::uuid[]) AS planted (id);
  INSERT INTO event_dead_letters (subscription, position, attempts, last_error)
    SELECT 'audit-log', position, 10, 'of the test' FROM events;
  SELECT gatehouse_jobs.create_queue('tests.post', '{"policy": "exclusive"}');
  INSERT INTO gatehouse_jobs.job_common (id, name, state, data, output)
    SELECT id, 'tests.post', 'failed', '{}', '{"message": "boom"}'
    FROM unnest('{${ids.retriedJob},${ids.deletedJob}}'::uuid[]) AS planted (id)`;
