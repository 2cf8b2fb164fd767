import { hashSync } from 'bcryptjs';

/**
 * Runs in a worker thread, in the tests from this very file: so no decorators, enums or `#` imports.
 * @param setting `$2b$<cost>$<salt>`, or a whole hash that begins so.
 */
export default function bcrypt({ password, setting }: { password: string; setting: string }): string {
  return hashSync(password, setting);
}
