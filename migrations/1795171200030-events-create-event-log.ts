import type { MigrationInterface, QueryRunner } from 'typeorm';

/** 'ga', in the highest bits of the advisory locks that appending transactions hold; the others are a position. */
const lockTag = 0x6761;
const positionBits = 48;

/**
 * The log of events, and how far each subscription has come in it; takes over what the outbox has.
 *
 * Positions are given out before their transactions commit, so the highest one that a reader sees says nothing:
 * a lower one may still come. Hence a transaction that appends first takes a shared advisory lock, with the last
 * position that was given out before in it: all of its own are higher. A reader that asks for the last position
 * given out, and then for the locks, knows up to where everything is committed or gone. It is `event_log_end`.
 * (The transaction's `xid8` and `pg_snapshot_xmin` would do as well as an order, were it not that a transaction
 * gets its id with its first write, which may be long before it waits for the row of a subject: events of one
 * subject would change places. They would also wait for transactions that append nothing, in any database of the
 * server, and mean nothing after a dump is restored.)
 */
export class EventsCreateEventLog1795171200030 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...tables, ...functions, ...fromOutbox]) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...outbox, ...toOutbox]) await queryRunner.query(statement);
  }
}

const tables = [
  `CREATE TABLE events (
    position bigint GENERATED ALWAYS AS IDENTITY,
    id uuid NOT NULL,
    name text NOT NULL,
    version integer NOT NULL,
    subject_id text NOT NULL,
    occurred_at timestamptz(3) NOT NULL,
    payload jsonb NOT NULL,
    actor_id uuid,
    ip text,
    user_agent text,
    request_id text,
    appended_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT events_pkey PRIMARY KEY (position),
    CONSTRAINT events_id_key UNIQUE (id),
    CONSTRAINT events_version_check CHECK (version > 0),
    CONSTRAINT events_payload_check CHECK (jsonb_typeof(payload) = 'object')
  )`,
  `CREATE TABLE event_subscriptions (
    name text NOT NULL,
    position bigint NOT NULL,
    owner text,
    lease_until timestamptz(3),
    attempts integer NOT NULL DEFAULT 0,
    retry_at timestamptz(3),
    last_error text,
    CONSTRAINT event_subscriptions_pkey PRIMARY KEY (name),
    CONSTRAINT event_subscriptions_position_check CHECK (position >= 0),
    CONSTRAINT event_subscriptions_attempts_check CHECK (attempts >= 0),
    CONSTRAINT event_subscriptions_lease_check CHECK ((owner IS NULL) = (lease_until IS NULL)),
    CONSTRAINT event_subscriptions_last_error_check CHECK (length(last_error) <= 500)
  )`,
  `CREATE TABLE event_dead_letters (
    subscription text NOT NULL,
    position bigint NOT NULL,
    parked_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
    attempts integer NOT NULL,
    last_error text NOT NULL,
    is_due boolean NOT NULL DEFAULT false,
    CONSTRAINT event_dead_letters_pkey PRIMARY KEY (subscription, position),
    CONSTRAINT event_dead_letters_subscription_fkey FOREIGN KEY (subscription)
      REFERENCES event_subscriptions (name) ON DELETE CASCADE,
    CONSTRAINT event_dead_letters_position_fkey FOREIGN KEY (position) REFERENCES events (position),
    CONSTRAINT event_dead_letters_attempts_check CHECK (attempts > 0),
    CONSTRAINT event_dead_letters_last_error_check CHECK (length(last_error) <= 500)
  )`,
  'CREATE INDEX event_dead_letters_position_idx ON event_dead_letters (position)',
  'CREATE INDEX event_dead_letters_due_idx ON event_dead_letters (subscription, position) WHERE is_due',
];

/** Sequences are read as they are, whatever the transaction of the reader sees otherwise. */
const lastPosition = `
  SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END INTO last_position FROM events_position_seq`;

const functions = [
  // Once for each transaction, and again when the lock was rolled back with a savepoint, as the setting is too.
  `CREATE FUNCTION announce_events() RETURNS trigger LANGUAGE plpgsql VOLATILE AS $$
    DECLARE
      last_position bigint;
      transaction text := pg_current_xact_id();
    BEGIN
      IF current_setting('gatehouse.appending', true) IS DISTINCT FROM transaction THEN
        ${lastPosition};
        PERFORM pg_advisory_xact_lock_shared(${lockTag}::bigint << ${positionBits} | last_position);
        PERFORM set_config('gatehouse.appending', transaction, true);
      END IF;
      RETURN NULL;
    END $$`,
  `CREATE TRIGGER events_announced BEFORE INSERT ON events
    FOR EACH STATEMENT EXECUTE FUNCTION announce_events()`,
  // To be called in a statement before the one that reads: what that one sees must not be older than the answer.
  `CREATE FUNCTION event_log_end() RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
    DECLARE
      last_position bigint;
    BEGIN
      ${lastPosition};
      RETURN (
        SELECT least(last_position, min((classid::bigint << 32 | objid::bigint) & ((1::bigint << ${positionBits}) - 1)))
        FROM pg_locks
        WHERE locktype = 'advisory' AND objsubid = 1 AND classid::bigint >> ${positionBits - 32} = ${lockTag}
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      );
    END $$`,
];

const eventColumns =
  'id, name, version, subject_id, occurred_at, payload, actor_id, ip, user_agent, request_id';

const ofEvents = eventColumns.replaceAll(/\w+/g, 'events.$&');

/** All that it still has: who has had some of it, such as the audit log, tells by the id. */
const fromOutbox = [
  `INSERT INTO events (${eventColumns}, appended_at)
    SELECT ${eventColumns}, occurred_at FROM outbox ORDER BY id`,
  'DROP TABLE outbox',
];

/** As 1795171200003 made it. */
const outbox = [
  `CREATE TABLE outbox (
    id uuid NOT NULL,
    name text NOT NULL,
    version integer NOT NULL,
    subject_id text NOT NULL,
    occurred_at timestamptz(3) NOT NULL,
    payload jsonb NOT NULL,
    actor_id uuid,
    ip text,
    user_agent text,
    request_id text,
    attempts integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz(3) NOT NULL,
    delivered_at timestamptz(3),
    parked_at timestamptz(3),
    last_error text,
    CONSTRAINT outbox_pkey PRIMARY KEY (id),
    CONSTRAINT outbox_version_check CHECK (version > 0),
    CONSTRAINT outbox_attempts_check CHECK (attempts >= 0),
    CONSTRAINT outbox_payload_check CHECK (jsonb_typeof(payload) = 'object'),
    CONSTRAINT outbox_end_check CHECK (delivered_at IS NULL OR parked_at IS NULL),
    CONSTRAINT outbox_last_error_check CHECK (length(last_error) <= 500)
  )`,
  'CREATE INDEX outbox_pending_idx ON outbox (id) WHERE delivered_at IS NULL AND parked_at IS NULL',
  'CREATE INDEX outbox_delivered_at_idx ON outbox (delivered_at) WHERE delivered_at IS NOT NULL',
];

/** The audit log was the only one that was told: what it has is delivered, and what it refused is parked. */
const toOutbox = [
  `INSERT INTO outbox (${eventColumns}, attempts, next_attempt_at, delivered_at, parked_at, last_error)
    SELECT ${ofEvents}, coalesce(letter.attempts, 0), now(),
      CASE WHEN letter.position IS NULL AND events.position <= reader.position THEN now() END,
      letter.parked_at, letter.last_error
    FROM events
    LEFT JOIN event_subscriptions AS reader ON reader.name = 'audit-log'
    LEFT JOIN event_dead_letters AS letter ON letter.subscription = reader.name AND letter.position = events.position`,
  'DROP TABLE event_dead_letters',
  'DROP TABLE event_subscriptions',
  'DROP TABLE events',
  'DROP FUNCTION announce_events()',
  'DROP FUNCTION event_log_end()',
];
