/** Adds an empty migration and lists it: `npm run migrate:new -- add-user-locale`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../migrations');
const [name] = process.argv.slice(2);
if (name === undefined || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
  console.error('Give a name in lower case with dashes: npm run migrate:new -- add-user-locale');
  process.exit(1);
}

const timestamp = Date.now();
const words = name.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
const className = `${words.join('')}${timestamp}`;
const file = `${timestamp}-${name}`;

writeFileSync(
  join(folder, `${file}.ts`),
  `import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ${className} implements MigrationInterface {
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

const index = join(folder, 'index.ts');
const listed = readFileSync(index, 'utf8')
  .replace(/\n\n\/\*\*/, `\nimport { ${className} } from './${file}.js';\n\n/**`)
  .replace(/\n\] as const;/, `\n  ${className},\n] as const;`);
writeFileSync(index, listed);
console.log(`migrations/${file}.ts: write up() and down(), with named constraints.`);
