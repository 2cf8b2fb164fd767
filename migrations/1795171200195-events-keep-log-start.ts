import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Up to where events have been deleted. The lowest position that is left does not say so: positions are left out
 * where a transaction was rolled back, and a dead letter is kept when those behind it are gone. A trigger keeps it, so
 * that it is right whoever deletes: an instance of the version before, or somebody by hand.
 */
export class EventsKeepLogStart1795171200195 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE event_log_start (
        is_only boolean NOT NULL DEFAULT true,
        position bigint NOT NULL,
        CONSTRAINT event_log_start_pkey PRIMARY KEY (is_only),
        CONSTRAINT event_log_start_is_only_check CHECK (is_only),
        CONSTRAINT event_log_start_position_check CHECK (position >= 0)
      )`);
    // What was deleted before was not noted: a reader may be told of a gap where there is none, never the reverse.
    await queryRunner.query(`
      INSERT INTO event_log_start (position)
      SELECT coalesce(
        (SELECT min(position) - 1 FROM events WHERE NOT EXISTS (
          SELECT FROM event_dead_letters WHERE event_dead_letters.position = events.position
        )),
        (SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END FROM events_position_seq)
      )`);
    await queryRunner.query(`
      CREATE FUNCTION move_event_log_start() RETURNS trigger
      LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT AS $$
      BEGIN
        UPDATE event_log_start SET position = (SELECT max(deleted.position) FROM deleted)
        WHERE position < (SELECT max(deleted.position) FROM deleted);
        RETURN NULL;
      END $$`);
    await queryRunner.query(`
      CREATE TRIGGER events_deleted AFTER DELETE ON events REFERENCING OLD TABLE AS deleted
      FOR EACH STATEMENT EXECUTE FUNCTION move_event_log_start()`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TRIGGER events_deleted ON events');
    await queryRunner.query('DROP FUNCTION move_event_log_start()');
    await queryRunner.query('DROP TABLE event_log_start');
  }
}
