import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Text is compared by code point (`COLLATE "C"`), so that sorting and keyset pages are the same on every
 * server. A role's users are found by the GIN index; only deactivated users get an index of their own, since
 * nearly all are active.
 */
export class CreateUsers1795171200001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('CREATE EXTENSION IF NOT EXISTS pg_trgm');
    // It may have been made before, in a schema of its own.
    const [{ trigrams }] = await queryRunner.query(
      `SELECT format('%s.gin_trgm_ops', extnamespace::regnamespace) AS trigrams FROM pg_extension WHERE extname = 'pg_trgm'`,
    );
    await queryRunner.query(`
      CREATE TABLE users (
        id uuid NOT NULL,
        email text COLLATE "C" NOT NULL,
        username text COLLATE "C" NOT NULL,
        email_domain text COLLATE "C" NOT NULL GENERATED ALWAYS AS (split_part(email, '@', 2)) STORED,
        password_hash text NOT NULL,
        roles text[] NOT NULL,
        is_active boolean NOT NULL,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        last_login_at timestamptz(3),
        version integer NOT NULL,
        CONSTRAINT users_pkey PRIMARY KEY (id),
        CONSTRAINT users_email_key UNIQUE (email),
        CONSTRAINT users_username_key UNIQUE (username),
        CONSTRAINT users_email_canonical_check CHECK (email = lower(email) AND email LIKE '_%@_%'),
        CONSTRAINT users_username_canonical_check CHECK (username = lower(username) AND username NOT LIKE '%@%'),
        CONSTRAINT users_roles_check CHECK (cardinality(roles) > 0 AND array_position(roles, NULL) IS NULL),
        CONSTRAINT users_version_check CHECK (version > 0)
      )`);
    await queryRunner.query(`CREATE INDEX users_email_search_idx ON users USING gin (email ${trigrams})`);
    await queryRunner.query(
      `CREATE INDEX users_username_search_idx ON users USING gin (username ${trigrams})`,
    );
    await queryRunner.query('CREATE INDEX users_roles_idx ON users USING gin (roles)');
    await queryRunner.query('CREATE INDEX users_created_at_idx ON users (created_at, id)');
    await queryRunner.query('CREATE INDEX users_email_domain_idx ON users (email_domain, created_at, id)');
    await queryRunner.query('CREATE INDEX users_inactive_idx ON users (created_at, id) WHERE NOT is_active');
    await queryRunner.query(
      `CREATE INDEX users_active_admin_idx ON users (id) WHERE is_active AND roles @> '{admin}'::text[]`,
    );
  }

  /** The extension goes only if it came with this role: others in the database may rely on theirs. */
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE users');
    await queryRunner.query(`
      DO $$ BEGIN
        IF EXISTS (
          SELECT FROM pg_extension WHERE extname = 'pg_trgm' AND pg_get_userbyid(extowner) = current_user
        ) THEN
          DROP EXTENSION pg_trgm;
        END IF;
      END $$`);
  }
}
