import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sagas, with what has become of each of their steps. */
export class SagasCreateSagas1795171200170 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of statements) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE sagas');
  }
}

const statements = [
  // No foreign key to what it is about: that may be gone.
  `CREATE TABLE sagas (
    id uuid NOT NULL,
    name text COLLATE "C" NOT NULL,
    definition_version integer NOT NULL,
    subject_id text COLLATE "C" NOT NULL,
    state text NOT NULL,
    is_undoing boolean NOT NULL,
    steps jsonb NOT NULL,
    turn integer NOT NULL,
    version integer NOT NULL,
    due_at timestamptz(3),
    created_at timestamptz(3) NOT NULL,
    updated_at timestamptz(3) NOT NULL,
    CONSTRAINT sagas_pkey PRIMARY KEY (id),
    CONSTRAINT sagas_state_check CHECK (state IN ('running', 'undoing', 'done', 'undone', 'parked')),
    CONSTRAINT sagas_due_check CHECK ((state IN ('running', 'undoing')) = (due_at IS NOT NULL)),
    CONSTRAINT sagas_turn_check CHECK (turn > 0),
    CONSTRAINT sagas_version_check CHECK (version > 0)
  )`,
  `CREATE UNIQUE INDEX sagas_open_key ON sagas (name, subject_id) WHERE state NOT IN ('done', 'undone')`,
  'CREATE INDEX sagas_due_idx ON sagas (due_at) WHERE due_at IS NOT NULL',
  'CREATE INDEX sagas_state_idx ON sagas (state, id)',
  'CREATE INDEX sagas_name_idx ON sagas (name, id)',
  `CREATE INDEX sagas_over_idx ON sagas (updated_at) WHERE state IN ('done', 'undone')`,
];
