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

export function isPatternedKey(key: Buffer): boolean {
  return new Set(key).size < minDifferentBytes;
}
