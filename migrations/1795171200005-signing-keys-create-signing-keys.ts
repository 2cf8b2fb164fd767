import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateSigningKeys1795171200005 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE signing_keys (
        kid text NOT NULL,
        algorithm text NOT NULL,
        public_jwk jsonb NOT NULL,
        private_key_encrypted text NOT NULL,
        created_at timestamptz(3) NOT NULL,
        activates_at timestamptz(3) NOT NULL,
        retires_at timestamptz(3),
        CONSTRAINT signing_keys_pkey PRIMARY KEY (kid),
        CONSTRAINT signing_keys_public_jwk_check
          CHECK (jsonb_typeof(public_jwk) = 'object' AND NOT public_jwk ? 'd')
      )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE signing_keys');
  }
}
