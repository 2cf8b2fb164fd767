import { randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import { productModule, productPackage } from '../paths.ts';
import { ready } from './serve.ts';

/**
 * The SQL of a refresh through `pg` alone. The statements are not written down here, where they would grow
 * old: they are recorded from the service's own use case, and then run again for other sessions.
 */

interface Statement {
  readonly name: string | undefined;
  readonly text: string;
  readonly values: readonly unknown[];
}

interface SessionState {
  readonly id: string;
  readonly user_id: string;
  token_hash: string;
  spent_token_hash: string | null;
  version: number;
}

interface Recording {
  readonly statements: readonly Statement[];
  readonly before: SessionState;
  readonly after: SessionState;
  readonly at: number;
}

type Token<T> = symbol & { readonly of: T };

/** As much of the product as is used here. */
interface SessionsTokens {
  readonly refreshSession: Token<{
    execute(command: { refreshToken: string }, context: object): Promise<{ refreshToken: string }>;
  }>;
  readonly refreshTokens: Token<{ parse(token: string): { sessionId: string } }>;
}

interface Container {
  get<T>(token: Token<T>): Promise<T>;
  close(): Promise<void>;
}

type Query = (this: unknown, ...args: unknown[]) => unknown;

const columns = 'id, user_id, token_hash, spent_token_hash, version';
const context = {
  principal: null,
  ip: '127.0.0.1',
  userAgent: 'bench',
  requestId: randomUUID(),
  traceparent: null,
  tenantId: null,
};
const isUuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

let pool: pg.Pool;
let recording: Recording;
let sessions: SessionState[] = [];

async function readSessions(ids: readonly string[]): Promise<SessionState[]> {
  const { rows } = await pool.query(
    `SELECT ${columns} FROM sessions WHERE id = ANY($1::uuid[]) ORDER BY id`,
    [ids],
  );
  return rows;
}

/** Records what `pg` is asked while the use case refreshes a session. */
async function record(env: Record<string, string>, refreshToken: string): Promise<void> {
  const productPg = productPackage<typeof pg>('pg');
  const { composeService } = await productModule<{
    composeService(options: { environment: Record<string, string> }): Container;
  }>('composition/service.js');
  const { sessionsTokens } = await productModule<{ sessionsTokens: SessionsTokens }>(
    'composition/features/sessions.tokens.js',
  );
  const container = composeService({ environment: env });
  try {
    const refresh = await container.get(sessionsTokens.refreshSession);
    const parser = await container.get(sessionsTokens.refreshTokens);
    const id = parser.parse(refreshToken).sessionId;
    // Once before, so that what happens only once is not taken for a part of it.
    const { refreshToken: second } = await refresh.execute({ refreshToken }, context);
    const [before] = await readSessions([id]);
    const statements: Statement[] = [];
    const prototype = productPg.Client.prototype as unknown as { query: Query };
    const query = prototype.query;
    prototype.query = function (...args: unknown[]) {
      const [first, values] = args;
      const config = (typeof first === 'string' ? { text: first } : first) as Partial<Statement> & {
        text: string;
      };
      statements.push({
        name: config.name,
        text: config.text,
        values: config.values ?? (Array.isArray(values) ? values : []),
      });
      return query.apply(this, args);
    };
    const at = Date.now();
    await refresh.execute({ refreshToken: second }, context);
    prototype.query = query;
    const [after] = await readSessions([id]);
    recording = { statements, before: before as SessionState, after: after as SessionState, at };
  } finally {
    await container.close();
  }
}

/** The recorded value, for another session and another time. */
function translate(value: unknown, session: SessionState, next: string): unknown {
  if (Array.isArray(value)) return value.map((item) => translate(item, session, next));
  if (value instanceof Date) return new Date(Date.now() + value.getTime() - recording.at);
  if (value === recording.before.version) return session.version;
  if (typeof value !== 'string') return value;
  if (value === recording.after.token_hash) return next;
  for (const column of ['id', 'user_id', 'token_hash', 'spent_token_hash'] as const) {
    if (value === recording.before[column]) return session[column];
  }
  if (isUuid.test(value)) return randomUUID();
  if (/^[\w-]{32,}$/.test(value))
    return randomBytes(value.length).toString('base64url').slice(0, value.length);
  return value;
}

async function replay(session: SessionState): Promise<void> {
  const next = randomBytes(32).toString('base64url');
  const client = await pool.connect();
  try {
    for (const { name, text, values } of recording.statements) {
      await client.query({ name, text, values: values.map((value) => translate(value, session, next)) });
    }
  } finally {
    client.release();
  }
  session.spent_token_hash = session.token_hash;
  session.token_hash = next;
  session.version += recording.after.version - recording.before.version;
}

/** A replay that changes nothing would be fast for the wrong reason. */
async function prove(session: SessionState): Promise<void> {
  await replay(session);
  const [stored] = await readSessions([session.id]);
  if (stored?.token_hash !== session.token_hash || stored.version !== session.version) {
    throw new Error(
      `The recorded SQL does not rotate another session: ${JSON.stringify(recording.statements)}`,
    );
  }
}

async function run(durationMs: number): Promise<number> {
  const begin = performance.now();
  let count = 0;
  await Promise.all(
    sessions.map(async (session) => {
      while (performance.now() - begin < durationMs) {
        await replay(session);
        count += 1;
      }
    }),
  );
  return count / ((performance.now() - begin) / 1000);
}

interface Preparation {
  readonly databaseUrl: string;
  readonly env: Record<string, string>;
  readonly refreshToken: string;
  readonly sessionIds: readonly string[];
}

ready(async (message: Preparation | { readonly durationMs: number }) => {
  if ('durationMs' in message) return { perSecond: await run(message.durationMs) };
  pool = new pg.Pool({ connectionString: message.databaseUrl, max: 10 });
  pool.on('error', () => undefined);
  await record(message.env, message.refreshToken);
  sessions = await readSessions(message.sessionIds);
  for (const session of sessions) await prove(session);
  return { statements: recording.statements.map(({ text }) => text.replaceAll(/\s+/g, ' ').trim()) };
});
