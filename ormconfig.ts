import { DataSource } from 'typeorm';
import { FeatureSet } from '#composition/feature-set.js';
import { builtInFeatures } from '#composition/features.js';
import { loadExtensions } from '#composition/load-extensions.js';
import { postgresSettings } from '#composition/platform/postgres.feature.js';
import { Settings } from '#composition/settings.js';

const features = new FeatureSet([...builtInFeatures, ...(await loadExtensions())]);
const { url } = Settings.load(features, process.env).of(postgresSettings);
if (url === undefined) throw new Error('Set DATABASE_URL for the TypeORM command line');

/** For TypeORM's command line: `npx typeorm -d dist/ormconfig.js query "SELECT 1"`. */
export default new DataSource({
  type: 'postgres',
  url,
  entities: [...features.gather('entities')],
  synchronize: false,
  installExtensions: false,
});
