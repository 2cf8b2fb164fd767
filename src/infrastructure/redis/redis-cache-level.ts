import { randomUUID } from 'node:crypto';
import type { AccountId } from '#domain/shared/ids.js';
import type { CachedValue, CacheLevel, Lease } from '../cache/cache-level.js';
import { decode, encode } from './dated-json.js';
import type { RedisLink } from './redis-link.js';

/** More than a reading takes. */
const leaseMs = 30_000;

/**
 * Shared by all instances. All of an account, its lease included, is in one hash, so that an eviction, a
 * FLUSHALL or Redis's own eviction takes the lease with the values: nothing that was read before can be
 * stored after. Ages are taken from the clock of Redis.
 */
export class RedisCacheLevel implements CacheLevel {
  #distrustedUntil = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly link: RedisLink,
    private readonly maxAgeMs: number,
  ) {
    // An eviction may have failed while it was away; what it should have removed ends by its age.
    link.commands.on('close', () => {
      this.#distrustedUntil = Number.POSITIVE_INFINITY;
    });
    link.commands.on('ready', () => {
      if (this.#distrustedUntil === Number.POSITIVE_INFINITY) {
        this.#distrustedUntil = performance.now() + this.maxAgeMs;
      }
    });
  }

  async find<Value>(owner: AccountId, slot: string): Promise<CachedValue<Value> | null> {
    if (performance.now() < this.#distrustedUntil) return null;
    const found = await this.link.attempt((redis) =>
      redis.eval(findScript, 1, accountKey(owner), `value ${slot}`),
    );
    if (!Array.isArray(found)) return null;
    const [ageMs, text] = found as [number, string];
    return ageMs < this.maxAgeMs ? { value: decode(text) as Value, ageMs } : null;
  }

  lease(owner: AccountId): Promise<Lease | null> {
    return this.link.attempt(async (redis) =>
      String(await redis.eval(leaseScript, 1, accountKey(owner), randomUUID(), leaseMs)),
    );
  }

  async store(owner: AccountId, slot: string, lease: Lease, value: unknown, ageMs: number): Promise<void> {
    const parameters = [String(lease), `value ${slot}`, encode(value), Math.round(ageMs), this.maxAgeMs];
    await this.link.attempt((redis) => redis.eval(storeScript, 1, accountKey(owner), ...parameters));
  }

  async evict(owner: AccountId): Promise<void> {
    await this.link.attempt((redis) => redis.unlink(accountKey(owner)));
  }
}

/** Of the hash that holds all of an account. */
export function accountKey(owner: AccountId): string {
  return `account:${owner}`;
}

const nowMs = `local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)`;

/** KEYS account; ARGV value slot. The age, in front of the value, is that of its reading. */
const findScript = `
  local stored = redis.call('HGET', KEYS[1], ARGV[1])
  if not stored then return false end
  ${nowMs}
  local space = string.find(stored, ' ', 1, true)
  return { now - tonumber(string.sub(stored, 1, space - 1)), string.sub(stored, space + 1) }`;

/** KEYS account; ARGV a new lease, milliseconds. The lease that all have who read until the account is evicted. */
const leaseScript = `
  redis.call('HSETNX', KEYS[1], 'lease', ARGV[1])
  if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[2]) then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
  return redis.call('HGET', KEYS[1], 'lease')`;

/** KEYS account; ARGV lease, value slot, value, age, maximal age. */
const storeScript = `
  if redis.call('HGET', KEYS[1], 'lease') ~= ARGV[1] then return end
  ${nowMs}
  redis.call('HSET', KEYS[1], ARGV[2], string.format('%d', now - ARGV[4]) .. ' ' .. ARGV[3])
  if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[5]) then redis.call('PEXPIRE', KEYS[1], ARGV[5]) end`;
