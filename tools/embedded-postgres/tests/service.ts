/** A service reduced to its database: prints one line of JSON when that is ready, and ends with its input. */
import { startEmbeddedPostgres } from '../src/index.js';

const [, , directory = ''] = process.argv;

const postgres = await startEmbeddedPostgres({
  directory,
  settings: { fsync: 'off' },
  log: (_level, message) => console.error(message),
});
console.log(JSON.stringify({ url: postgres.migrationUrl }));
process.stdin.resume().once('end', () => {
  void postgres.stop();
});
