/** Adds an empty migration: `npm run migrate:new -- users add-locale`, or with a folder as third word. */
import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const builtIn = join(import.meta.dirname, '../migrations');
const [feature, what, folder = builtIn] = process.argv.slice(2);
const kebab = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
if (feature === undefined || what === undefined || !kebab.test(feature) || !kebab.test(what)) {
  console.error('Name a feature and what it does, in lower case: npm run migrate:new -- users add-locale');
  process.exit(1);
}

const timestamp = Date.now();
const words = what.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
const file = join(folder, `${timestamp}-${feature}-${what}.ts`);

writeFileSync(
  file,
  `import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ${words.join('')}${timestamp} implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('');
  }
}
`,
  { flag: 'wx' },
);
console.log(`${relative('.', file)}: write up() and down(), with named constraints.`);
