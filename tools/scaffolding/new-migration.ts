import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OperatorError } from '#infrastructure/operator-error.js';

const form = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/**
 * Writes an empty migration of a feature.
 * @returns its path.
 * @throws OperatorError for words that are not like those of a folder.
 */
export function newMigration(feature: string, what: string, folder = 'migrations'): string {
  if (!form.test(feature) || !form.test(what)) {
    throw new OperatorError('Name a feature and what is done, in lower case with dashes: users add-locale');
  }
  const timestamp = Date.now();
  const words = what.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  const file = join(folder, `${timestamp}-${feature}-${what}.ts`);
  const text = `import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ${words.join('')}${timestamp} implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('');
  }
}
`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, text, { flag: 'wx' });
  return file;
}
