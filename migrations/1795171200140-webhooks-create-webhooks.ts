import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who is told of events, and every delivery with what came of it. */
export class WebhooksCreateWebhooks1795171200140 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of statements) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE webhook_deliveries');
    await queryRunner.query('DROP TABLE webhooks');
  }
}

const statements = [
  // No foreign key to who made it: the webhook outlives the account.
  `CREATE TABLE webhooks (
    id uuid NOT NULL,
    tenant_id uuid,
    url text NOT NULL,
    types text[] NOT NULL,
    description text,
    is_active boolean NOT NULL,
    sealed_secret text NOT NULL,
    sealed_previous_secret text,
    previous_secret_until timestamptz(3),
    created_by uuid,
    created_at timestamptz(3) NOT NULL,
    updated_at timestamptz(3) NOT NULL,
    failing_since timestamptz(3),
    version integer NOT NULL,
    opened_at_position bigint,
    turn_owner text,
    turn_until timestamptz(3),
    CONSTRAINT webhooks_pkey PRIMARY KEY (id),
    CONSTRAINT webhooks_types_check CHECK (cardinality(types) > 0),
    CONSTRAINT webhooks_version_check CHECK (version > 0),
    CONSTRAINT webhooks_previous_secret_check
      CHECK ((sealed_previous_secret IS NULL) = (previous_secret_until IS NULL))
  )`,
  `CREATE TABLE webhook_deliveries (
    id uuid NOT NULL,
    number bigint GENERATED ALWAYS AS IDENTITY,
    webhook_id uuid NOT NULL,
    event_id uuid NOT NULL,
    type text NOT NULL,
    position bigint NOT NULL,
    body text NOT NULL,
    cause text NOT NULL,
    state text NOT NULL DEFAULT 'pending',
    attempts integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz(3) DEFAULT clock_timestamp(),
    answer_status integer,
    answer_body text,
    answer_ms integer,
    answer_error text,
    created_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT webhook_deliveries_pkey PRIMARY KEY (id),
    CONSTRAINT webhook_deliveries_webhook_id_fkey FOREIGN KEY (webhook_id)
      REFERENCES webhooks (id) ON DELETE CASCADE,
    CONSTRAINT webhook_deliveries_cause_check CHECK (cause IN ('event', 'replay', 'test')),
    CONSTRAINT webhook_deliveries_state_check CHECK (state IN ('pending', 'retrying', 'delivered', 'failed')),
    CONSTRAINT webhook_deliveries_next_attempt_check
      CHECK ((state IN ('pending', 'retrying')) = (next_attempt_at IS NOT NULL)),
    CONSTRAINT webhook_deliveries_attempts_check CHECK (attempts >= 0),
    CONSTRAINT webhook_deliveries_answer_body_check CHECK (octet_length(answer_body) <= 4096),
    CONSTRAINT webhook_deliveries_answer_error_check CHECK (length(answer_error) <= 500)
  )`,
  // Exactly once, also for a subscription that is replayed.
  `CREATE UNIQUE INDEX webhook_deliveries_event_key ON webhook_deliveries (webhook_id, event_id)
    WHERE cause = 'event'`,
  `CREATE INDEX webhook_deliveries_due_idx ON webhook_deliveries (webhook_id, number)
    WHERE state IN ('pending', 'retrying')`,
  'CREATE INDEX webhook_deliveries_list_idx ON webhook_deliveries (webhook_id, id)',
  'CREATE INDEX webhook_deliveries_created_at_idx ON webhook_deliveries (created_at)',
];
