import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Names in byte order, as everywhere. What the built-in roles allow, the features say, not their rows. */
export class AccessCreateRoles1795171200110 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE roles (
        name text COLLATE "C" NOT NULL,
        description text,
        permissions text[] COLLATE "C" NOT NULL,
        is_built_in boolean NOT NULL,
        created_at timestamptz(3) NOT NULL,
        updated_at timestamptz(3) NOT NULL,
        version integer NOT NULL,
        CONSTRAINT roles_pkey PRIMARY KEY (name),
        CONSTRAINT roles_name_check CHECK (name ~ '^[a-z][a-z0-9_-]{0,63}$'),
        CONSTRAINT roles_permissions_check CHECK (array_position(permissions, NULL) IS NULL),
        CONSTRAINT roles_built_in_check CHECK (NOT is_built_in OR cardinality(permissions) = 0),
        CONSTRAINT roles_version_check CHECK (version > 0)
      )`);
    await queryRunner.query('CREATE INDEX roles_permissions_idx ON roles USING gin (permissions)');
    await queryRunner.query(`
      INSERT INTO roles (name, description, permissions, is_built_in, created_at, updated_at, version)
      SELECT name, description, '{}', true, now(), now(), 1
      FROM (VALUES
        ('admin', 'Everything.'),
        ('moderator', 'Looks after users who have less.'),
        ('user', 'The own account.')
      ) AS built_in (name, description)`);
    await queryRunner.query(`
      CREATE TABLE permissions (
        name text COLLATE "C" NOT NULL,
        description text NOT NULL,
        created_at timestamptz(3) NOT NULL,
        CONSTRAINT permissions_pkey PRIMARY KEY (name),
        CONSTRAINT permissions_name_check
          CHECK (length(name) <= 100 AND name ~ '^[a-z][a-z0-9_-]*:[a-z][a-z0-9_-]*$')
      )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE permissions');
    await queryRunner.query('DROP TABLE roles');
  }
}
