import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Webhooks of tenants, and their deliveries, in tables that the migrator confines to the tenant of the transaction, since
 * the manifest lists them. The directory says which there are, and where something is due: ids and times.
 */
export class WebhooksCreateTenantWebhooks1795171200181 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of statements) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE webhook_directory, tenant_webhook_deliveries, tenant_webhooks');
    await queryRunner.query('ALTER TABLE webhooks DROP CONSTRAINT webhooks_tenant_id_check');
  }
}

const statements = [
  // Those of the whole service alone: a tenant's would not be kept apart here.
  'ALTER TABLE webhooks ADD CONSTRAINT webhooks_tenant_id_check CHECK (tenant_id IS NULL)',
  `CREATE TABLE tenant_webhooks (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
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
    CONSTRAINT tenant_webhooks_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT tenant_webhooks_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants ON DELETE CASCADE,
    CONSTRAINT tenant_webhooks_types_check CHECK (cardinality(types) > 0),
    CONSTRAINT tenant_webhooks_version_check CHECK (version > 0),
    CONSTRAINT tenant_webhooks_previous_secret_check
      CHECK ((sealed_previous_secret IS NULL) = (previous_secret_until IS NULL))
  )`,
  `CREATE TABLE tenant_webhook_deliveries (
    tenant_id uuid NOT NULL,
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
    CONSTRAINT tenant_webhook_deliveries_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT tenant_webhook_deliveries_webhook_id_fkey FOREIGN KEY (tenant_id, webhook_id)
      REFERENCES tenant_webhooks (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT tenant_webhook_deliveries_cause_check CHECK (cause IN ('event', 'replay', 'test')),
    CONSTRAINT tenant_webhook_deliveries_state_check
      CHECK (state IN ('pending', 'retrying', 'delivered', 'failed')),
    CONSTRAINT tenant_webhook_deliveries_next_attempt_check
      CHECK ((state IN ('pending', 'retrying')) = (next_attempt_at IS NOT NULL)),
    CONSTRAINT tenant_webhook_deliveries_attempts_check CHECK (attempts >= 0),
    CONSTRAINT tenant_webhook_deliveries_answer_body_check CHECK (octet_length(answer_body) <= 4096),
    CONSTRAINT tenant_webhook_deliveries_answer_error_check CHECK (length(answer_error) <= 500)
  )`,
  `CREATE UNIQUE INDEX tenant_webhook_deliveries_event_key
    ON tenant_webhook_deliveries (tenant_id, webhook_id, event_id) WHERE cause = 'event'`,
  `CREATE INDEX tenant_webhook_deliveries_due_idx ON tenant_webhook_deliveries (webhook_id, number)
    WHERE state IN ('pending', 'retrying')`,
  'CREATE INDEX tenant_webhook_deliveries_list_idx ON tenant_webhook_deliveries (webhook_id, number)',
  'CREATE INDEX tenant_webhook_deliveries_created_at_idx ON tenant_webhook_deliveries (tenant_id, created_at)',
  // The column is named so that it is not taken for one of a table that is confined.
  `CREATE TABLE webhook_directory (
    webhook_id uuid NOT NULL,
    tenant uuid NOT NULL,
    due_at timestamptz(3),
    CONSTRAINT webhook_directory_pkey PRIMARY KEY (webhook_id),
    CONSTRAINT webhook_directory_tenant_fkey FOREIGN KEY (tenant) REFERENCES tenants ON DELETE CASCADE
  )`,
  'CREATE INDEX webhook_directory_tenant_idx ON webhook_directory (tenant)',
  'CREATE INDEX webhook_directory_due_at_idx ON webhook_directory (due_at) WHERE due_at IS NOT NULL',
];
