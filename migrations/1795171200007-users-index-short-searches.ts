import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Trigrams find nothing of one or two letters, nor of signs; the single letters and the pairs of an account do.
 * The fill factor leaves room on a page for the next login, whose update is then in no index.
 */
export class IndexShortSearches1795171200007 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE FUNCTION users_short_parts(email text, username text) RETURNS text[]
      LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
      DECLARE
        letters text[] := string_to_array(email || E'\\n' || username, NULL);
        parts text[] := letters;
      BEGIN
        FOR place IN 2 .. cardinality(letters) LOOP
          parts := parts || (letters[place - 1] || letters[place]);
        END LOOP;
        RETURN parts;
      END $$`);
    await queryRunner.query(
      'CREATE INDEX users_short_search_idx ON users USING gin (users_short_parts(email, username))',
    );
    await queryRunner.query('ALTER TABLE users SET (fillfactor = 90)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE users RESET (fillfactor)');
    await queryRunner.query('DROP INDEX users_short_search_idx');
    await queryRunner.query('DROP FUNCTION users_short_parts');
  }
}
