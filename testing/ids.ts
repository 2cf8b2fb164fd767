import { randomUUIDv7 } from 'node:crypto';
import type { IdGenerator } from '#application/shared/id-generator.js';
import type { SessionId, TenantId, UserId } from '#domain/shared/ids.js';

export const testIds: IdGenerator = { next: () => randomUUIDv7() };

export const aUserId = (): UserId => testIds.next() as UserId;
export const aSessionId = (): SessionId => testIds.next() as SessionId;
export const aTenantId = (): TenantId => testIds.next() as TenantId;

let serial = 0;

/** A number that no other builder of this process got. */
export function nextSerial(): number {
  serial += 1;
  return serial;
}
