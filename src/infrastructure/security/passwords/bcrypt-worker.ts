import { getPriority, setPriority } from 'node:os';
import { hashSync } from 'bcryptjs';

// Of this thread, on Linux, so that it gives way to the one that answers requests; elsewhere of the process.
if (process.platform === 'linux') setPriority(Math.min(19, getPriority() + 10));

/**
 * Runs in a worker thread, in the tests from this very file: so no decorators, enums or `#` imports.
 * @param setting `$2b$<cost>$<salt>`, or a whole hash that begins so.
 */
export default function bcrypt({ password, setting }: { password: string; setting: string }): string {
  return hashSync(password, setting);
}
