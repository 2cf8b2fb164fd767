import { DataSource } from 'typeorm';
import { loadConfig } from '#infrastructure/configuration/load-config.js';
import { entities } from '#infrastructure/postgres/data-source.js';

const { database } = loadConfig(process.env);
if (database.kind !== 'postgres') throw new Error('Set DATABASE_URL for the TypeORM command line');

/** For TypeORM's command line: `npx typeorm -d dist/ormconfig.js query "SELECT 1"`. */
export default new DataSource({
  type: 'postgres',
  url: database.url,
  entities,
  synchronize: false,
  installExtensions: false,
});
