/** A service reduced to its database: prints one line of JSON when that is ready, and ends with its input. */
import { startEmbeddedPostgres } from '#infrastructure/persistence/embedded/embedded-postgres.js';

const [, , directory = ''] = process.argv;

const postgres = await startEmbeddedPostgres({
  directory,
  settings: { fsync: 'off' },
  log: (message) => console.error(message),
});
console.log(JSON.stringify({ url: postgres.url }));
process.stdin.resume().once('end', () => {
  void postgres.stop();
});
