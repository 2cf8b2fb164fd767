import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An address to which a way back leads is kept for its account: otherwise whoever has taken the account over would
 * register another one under it, and the way back would lead nowhere. A trigger says so, since an account is given an address
 * in many places. It looks after the row is written: who comes at the same time as the change has waited, for the unique
 * index, until that has left its way back.
 */
export class OneTimeTokensKeepAddresses1795171200190 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // Ways back have been good for seven days, unless otherwise set; of other tokens the time is not asked for.
    await queryRunner.query('ALTER TABLE one_time_tokens ADD COLUMN issued_at timestamptz(3)');
    await queryRunner.query(`UPDATE one_time_tokens SET issued_at = expires_at - interval '7 days'`);
    await queryRunner.query(`
      ALTER TABLE one_time_tokens
        ALTER COLUMN issued_at SET DEFAULT clock_timestamp(),
        ALTER COLUMN issued_at SET NOT NULL`);
    await queryRunner.query(
      'CREATE INDEX one_time_tokens_way_back_idx ON one_time_tokens (email) WHERE binding IS NULL',
    );
    await queryRunner.query(`
      CREATE FUNCTION refuse_kept_email() RETURNS trigger
      LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT AS $$
      BEGIN
        IF EXISTS (
          SELECT FROM one_time_tokens
          WHERE email = NEW.email AND binding IS NULL AND user_id <> NEW.id AND expires_at > clock_timestamp()
        ) THEN
          RAISE unique_violation USING
            MESSAGE = 'The address is kept for another account', CONSTRAINT = 'one_time_tokens_way_back';
        END IF;
        RETURN NULL;
      END $$`);
    await queryRunner.query(`
      CREATE TRIGGER users_kept_email_of_new AFTER INSERT ON users
      FOR EACH ROW EXECUTE FUNCTION refuse_kept_email()`);
    await queryRunner.query(`
      CREATE TRIGGER users_kept_email_of_changed AFTER UPDATE OF email ON users
      FOR EACH ROW WHEN (OLD.email IS DISTINCT FROM NEW.email) EXECUTE FUNCTION refuse_kept_email()`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TRIGGER users_kept_email_of_changed ON users');
    await queryRunner.query('DROP TRIGGER users_kept_email_of_new ON users');
    await queryRunner.query('DROP FUNCTION refuse_kept_email()');
    await queryRunner.query('DROP INDEX one_time_tokens_way_back_idx');
    await queryRunner.query('ALTER TABLE one_time_tokens DROP COLUMN issued_at');
  }
}
