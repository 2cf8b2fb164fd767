import type { UserId } from '#domain/shared/ids.js';
import type { InvalidationListener } from './invalidation-channel.js';

const separator = '\n';

export function changeMessage(userId: UserId): string {
  return `changed ${userId}`;
}

export function loginMessage(userId: UserId, at: Date): string {
  return `login ${userId} ${at.getTime()}`;
}

export function joinMessages(messages: Iterable<string>): string {
  return [...messages].join(separator);
}

/** What this version does not know is skipped: during an update others may say more. */
export function tell(listener: InvalidationListener, payload: string): void {
  for (const message of payload.split(separator)) {
    const [kind, userId, at] = message.split(' ');
    if (kind === 'changed') listener.changed(userId as UserId);
    else if (kind === 'login') listener.loggedIn(userId as UserId, new Date(Number(at)));
  }
}
