import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Append-only: a trigger refuses to change or remove entries, as defence in depth (ASVS 16.4.2). Whoever
 * applies a retention policy says so in its transaction: `SET LOCAL gatehouse.audit_retention = 'on'` lets
 * DELETE pass; UPDATE and TRUNCATE never do. There is no foreign key, since entries outlive accounts.
 */
export class CreateAuditEntries1795171200004 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE audit_entries (
        id uuid NOT NULL,
        occurred_at timestamptz(3) NOT NULL,
        action text NOT NULL,
        outcome text NOT NULL,
        actor_id uuid,
        target_id text,
        ip text,
        user_agent text,
        request_id text,
        details jsonb NOT NULL,
        CONSTRAINT audit_entries_pkey PRIMARY KEY (id),
        CONSTRAINT audit_entries_outcome_check CHECK (outcome IN ('success', 'failure', 'denied')),
        CONSTRAINT audit_entries_details_check CHECK (jsonb_typeof(details) = 'object')
      )`);
    for (const [name, columns] of [
      ['audit_entries_occurred_at_idx', 'occurred_at, id'],
      ['audit_entries_actor_id_idx', 'actor_id, occurred_at, id'],
      ['audit_entries_target_id_idx', 'target_id, occurred_at, id'],
      ['audit_entries_action_idx', 'action, occurred_at, id'],
    ]) {
      await queryRunner.query(`CREATE INDEX ${name} ON audit_entries (${columns})`);
    }
    await queryRunner.query(`
      CREATE FUNCTION audit_entries_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF TG_OP = 'DELETE' AND current_setting('gatehouse.audit_retention', true) = 'on' THEN
          RETURN OLD;
        END IF;
        RAISE EXCEPTION 'audit entries are append-only' USING ERRCODE = 'insufficient_privilege';
      END $$`);
    await queryRunner.query(`
      CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE ON audit_entries
      FOR EACH ROW EXECUTE FUNCTION audit_entries_refuse_change()`);
    await queryRunner.query(`
      CREATE TRIGGER audit_entries_no_truncate BEFORE TRUNCATE ON audit_entries
      FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_refuse_change()`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE audit_entries');
    await queryRunner.query('DROP FUNCTION audit_entries_refuse_change()');
  }
}
