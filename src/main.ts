import { refuseOldNode } from './node-version.js';

refuseOldNode();
const { keepCompiledCode } = await import('./compile-cache.js');
keepCompiledCode();
// Only now: an older Node would not get through their imports.
const { fail } = await import('./process-exit.js');
try {
  const { readDotEnv } = await import('#infrastructure/configuration/dot-env.js');
  readDotEnv();
  const { loadExtensions } = await import('#composition/load-extensions.js');
  const { runService } = await import('#composition/run-service.js');
  await runService(await loadExtensions());
} catch (error) {
  fail(error);
}
