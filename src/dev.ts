import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';

/**
 * What `npm run dev` runs. With `--standby` it loads the dependencies, which do not change with our code, and waits until it
 * is told to go on: a start is shorter by that.
 */
const isStandby = process.argv.includes('--standby');
const isWanted = once(process, 'message');

// Without its parent there is nobody who would stop it, or the database.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
if (isStandby) {
  const { dependencies } = JSON.parse(readFileSync(findPackageJSON(import.meta.url) as string, 'utf8'));
  await Promise.allSettled(Object.keys(dependencies).map((name) => import(name)));
}
await isWanted;
await import('./development.js');
