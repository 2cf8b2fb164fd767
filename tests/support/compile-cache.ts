import { join } from 'node:path';

/** Processes that tests start compile what they load once for all of them; the same folder as that of `npm run dev`. */
export const NODE_COMPILE_CACHE = join(import.meta.dirname, '../../dist/.compile-cache');
