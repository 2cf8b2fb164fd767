import { productionEnvironment } from '../gatehouse.ts';
import { withClient } from '../postgres.ts';
import { atLeast } from '../report/results.ts';
import { interleave, ratios, spread } from '../statistics.ts';
import { LatencyLog } from './me.ts';
import type { Workload } from './workload.ts';

const connections = 32;

export const refresh: Workload = {
  name: 'refresh',
  about: 'POST /api/v1/auth/refresh beside the same SQL through pg alone',
  steps: ({ rounds }) => rounds * 2,
  async run(lab) {
    const { results, progress } = lab;
    const url = await lab.mainDatabase();
    const gatehouse = await lab.gatehouse();
    const sessions = await lab.mainSessions(connections * 2 + 1);
    const own = sessions.slice(0, connections);
    const replayed = await idsOf(
      url,
      sessions.slice(connections, connections * 2).map(({ accessToken }) => accessToken),
    );
    const worker = await lab.processes.fork<{ statements: string[]; perSecond: number }>(
      'yardsticks/sql-replay.ts',
    );
    const { statements } = await worker.ask({
      databaseUrl: url,
      env: productionEnvironment(url, 0),
      refreshToken: sessions.at(-1)?.refreshToken,
      sessionIds: replayed,
    });
    const log = new LatencyLog();
    let tokens: readonly string[] = own.map(({ refreshToken }) => refreshToken);
    const samples = await interleave(lab.options.rounds, {
      gatehouse: async () => {
        progress.say('refresh: Gatehouse');
        const outcome = await lab.load({
          port: gatehouse.port,
          connections,
          load: { kind: 'refresh', tokens },
        });
        tokens = outcome.tokens;
        results.check('refresh, Gatehouse', outcome);
        progress.step();
        return log.add('Gatehouse', outcome);
      },
      sql: async () => {
        progress.say('refresh: pg');
        const { perSecond } = await worker.ask({ durationMs: lab.options.durationMs });
        progress.step();
        return perSecond;
      },
    });
    await worker.stop();
    results.find(
      'refresh',
      'x the same SQL through pg alone',
      'x',
      ratios(samples.gatehouse, samples.sql),
      atLeast(0.4),
    );
    results.measure('refresh', 'Gatehouse', '/s', spread(samples.gatehouse), log.of('Gatehouse'));
    results.measure('refresh', 'pg', '/s', spread(samples.sql));
    const sql = statements.map(
      (statement) => `\`${statement.length > 70 ? `${statement.slice(0, 70)}...` : statement}\``,
    );
    results.note(
      `refresh: ${connections} sessions on as many connections, 10 connections to the database on either side. The statements are ` +
        `recorded from the service's own use case: ${sql.join('; ')}.`,
    );
  },
};

/** The ids of the sessions that these access tokens belong to (`sid`), in the database's order. */
async function idsOf(url: string, accessTokens: readonly string[]): Promise<string[]> {
  const claims = accessTokens.map((token) =>
    JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString()),
  );
  const candidates = claims
    .flatMap((claim) => Object.values(claim))
    .filter((value) => typeof value === 'string');
  return withClient(url, async (client) => {
    const { rows } = await client.query('SELECT id::text FROM sessions WHERE id::text = ANY($1)', [
      candidates,
    ]);
    if (rows.length !== accessTokens.length) throw new Error('Access tokens do not name their sessions');
    return rows.map(({ id }) => id);
  });
}
