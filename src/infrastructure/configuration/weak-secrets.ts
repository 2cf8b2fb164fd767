/** What examples, images and tutorials ship with, and what a scanner tries first. */
const defaults = new Set([
  'admin',
  'administrator',
  'changeit',
  'changeme',
  'changeme123',
  'default',
  'example',
  'gatehouse',
  'letmein',
  'pass',
  'passw0rd',
  'password',
  'password1',
  'password123',
  'pg',
  'postgres',
  'postgresql',
  'root',
  'secret',
  'test',
  'user',
  '12345678',
  '123456789',
  '1234567890',
]);

export function isDefaultSecret(secret: string): boolean {
  return defaults.has(secret.toLowerCase().replaceAll(/[-_ ]/g, ''));
}

/** 32 random bytes have some 30 different ones; text and patterns have few. */
const minDifferentBytes = 16;

/** Of 31 random steps from one byte to the next, hardly three are the same; those of 00 01 02 are. */
const maxEqualSteps = 8;

export function isPatternedKey(key: Buffer): boolean {
  const steps = [...key.subarray(1)].map((byte, index) => (byte - (key[index] as number)) & 0xff);
  const isEven = steps.some((step) => steps.filter((other) => other === step).length > maxEqualSteps);
  return isEven || new Set(key).size < minDifferentBytes;
}
