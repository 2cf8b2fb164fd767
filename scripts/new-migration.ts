/** Adds an empty migration: `npm run migrate:new -- add-user-locale`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [name] = process.argv.slice(2);
if (name === undefined || !/^[a-z][a-z0-9-]*$/.test(name)) {
  console.error('Give a name in lower case with dashes: npm run migrate:new -- add-user-locale');
  process.exit(1);
}
