import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Digests of requests, and their answers once there are any; a row is a claim until then. */
export class IdempotencyCreateIdempotentRequests1795171200100 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE idempotent_requests (
        id text COLLATE "C" NOT NULL,
        fingerprint text NOT NULL,
        claim uuid NOT NULL,
        status smallint,
        headers jsonb,
        body text,
        expires_at timestamptz(3) NOT NULL,
        CONSTRAINT idempotent_requests_pkey PRIMARY KEY (id),
        CONSTRAINT idempotent_requests_answer_check
          CHECK ((status IS NULL) = (headers IS NULL) AND (status IS NULL) = (body IS NULL))
      )`);
    await queryRunner.query(
      'CREATE INDEX idempotent_requests_expires_at_idx ON idempotent_requests (expires_at)',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE idempotent_requests');
  }
}
