import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What an account is beside its names. The defaults are for instances of the release before, which know nothing of
 * these columns; those know no account without a password either, so that such ones are made by this release only.
 */
export class UsersAddProfile1795171200055 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE users
        ADD COLUMN email_verified_at timestamptz(3),
        ADD COLUMN display_name text,
        ADD COLUMN locale text,
        ADD COLUMN metadata jsonb NOT NULL DEFAULT '{}',
        ADD COLUMN password_version integer NOT NULL DEFAULT 1,
        ADD COLUMN must_change_password boolean NOT NULL DEFAULT false,
        ADD COLUMN has_second_factor boolean NOT NULL DEFAULT false,
        ALTER COLUMN password_hash DROP NOT NULL,
        ADD CONSTRAINT users_display_name_check CHECK (char_length(display_name) BETWEEN 1 AND 100),
        ADD CONSTRAINT users_locale_check CHECK (char_length(locale) BETWEEN 1 AND 35),
        ADD CONSTRAINT users_metadata_check CHECK (jsonb_typeof(metadata) = 'object')`);
  }

  /** Accounts without a password cannot sign in with one in the release before either. */
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`UPDATE users SET password_hash = 'none' WHERE password_hash IS NULL`);
    await queryRunner.query(`
      ALTER TABLE users
        ALTER COLUMN password_hash SET NOT NULL,
        DROP COLUMN has_second_factor,
        DROP COLUMN must_change_password,
        DROP COLUMN password_version,
        DROP COLUMN metadata,
        DROP COLUMN locale,
        DROP COLUMN display_name,
        DROP COLUMN email_verified_at`);
  }
}
