import { loadExtensions } from '#composition/load-extensions.js';
import { runService } from '#composition/run-service.js';
import { fail } from './process-exit.js';

try {
  await runService(await loadExtensions());
} catch (error) {
  fail(error);
}
