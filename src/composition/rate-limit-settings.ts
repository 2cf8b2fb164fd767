import type { RateLimitRule } from '#application/shared/rate-limiter.js';
import { InvalidValue, parsedText, type Setting } from '#infrastructure/configuration/setting.js';
import type { Feature } from './define-feature.js';
import { defineSettings, type SettingsGroup } from './define-settings.js';

export type RateLimitSettings = SettingsGroup<Readonly<Record<string, RateLimitRule>>>;

const maxLimit = 1_000_000;
const maxWindowSeconds = 86_400;

/** A setting for each limit that the feature defines; the values are rules by name. */
export function rateLimitSettings({ rateLimits = [] }: Feature): readonly RateLimitSettings[] {
  if (rateLimits.length === 0) return [];
  const settings = rateLimits.map(({ name, default: usual, meaning }): [string, Setting<RateLimitRule>] => [
    name,
    parsedText(
      `RATE_LIMIT_${name.replaceAll('-', '_').toUpperCase()}`,
      (text) => parseRateLimit(name, text),
      {
        default: parseRateLimit(name, usual),
        defaultText: `\`${usual}\``,
        unit: 'requests/seconds',
        meaning,
        example: '30/60',
      },
    ),
  ]);
  return [defineSettings('Rate limits', Object.fromEntries<Setting<RateLimitRule>>(settings))];
}

/** `100/60`: a hundred in sixty seconds. `0`: no limit. */
function parseRateLimit(name: string, text: string): RateLimitRule {
  if (text === '0') return { name, limit: 0, windowSeconds: 1 };
  const [, limit, windowSeconds] = (/^(\d{1,7})\/(\d{1,5})$/.exec(text) ?? []).map(Number);
  if (!limit || !windowSeconds || limit > maxLimit || windowSeconds > maxWindowSeconds) {
    throw new InvalidValue(
      `must be requests/seconds, up to ${maxLimit}/${maxWindowSeconds}, or 0 for no limit`,
    );
  }
  return { name, limit, windowSeconds };
}
