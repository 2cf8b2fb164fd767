/** `npm run new:feature -- invoices` and `npm run migrate:new -- users add-locale`; elsewhere `npx gatehouse` has both. */
import { Command } from 'commander';
import { addScaffolding } from '#scaffolding/commands.js';

const program = new Command('node scripts/new.ts');
addScaffolding(program);
try {
  program.parse();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
