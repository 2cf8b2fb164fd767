import {
  type Challenge,
  type ChallengeKind,
  type Challenges,
  challengeSeconds,
  challengeTries,
  type TakenChallenge,
} from '#application/mfa/challenges.js';
import type { Database } from '../database.js';

export class PostgresChallenges implements Challenges {
  constructor(private readonly database: Database) {}

  async add(digest: string, { kind, userId, passwordVersion, amr, audience }: Challenge): Promise<void> {
    await this.database.standalone((manager) =>
      manager.query(insertChallenge, [digest, kind, userId, passwordVersion, amr, audience]),
    );
  }

  async find(digest: string, kind: ChallengeKind): Promise<Challenge | null> {
    const [found]: Challenge[] = await this.database.read((manager) =>
      manager.query(selectOpen, [digest, kind]),
    );
    return found ?? null;
  }

  async take(digest: string, kind: ChallengeKind): Promise<TakenChallenge | null> {
    const [[taken]]: [TakenChallenge[], number] = await this.database.standalone((manager) =>
      manager.query(takeTry, [digest, kind]),
    );
    return taken ?? null;
  }

  async consume(digest: string): Promise<boolean> {
    const [, deleted]: [unknown, number] = await this.database.write((manager) =>
      manager.query('DELETE FROM mfa_challenges WHERE digest = $1', [digest]),
    );
    return deleted === 1;
  }
}

const insertChallenge = `
  INSERT INTO mfa_challenges (digest, kind, user_id, password_version, amr, audience, tries_left, expires_at)
  VALUES ($1, $2, $3, $4, $5, $6, ${challengeTries}, now() + make_interval(secs => ${challengeSeconds}))`;

const isOpen = 'digest = $1 AND kind = $2 AND tries_left > 0 AND expires_at > now()';
const columns = 'kind, user_id AS "userId", password_version AS "passwordVersion", amr, audience';

const selectOpen = `SELECT ${columns} FROM mfa_challenges WHERE ${isOpen}`;

const takeTry = `
  UPDATE mfa_challenges SET tries_left = tries_left - 1 WHERE ${isOpen}
  RETURNING ${columns}, tries_left AS "triesLeft"`;
