import type { UserId } from '#domain/shared/ids.js';

export interface MemberView {
  readonly userId: UserId;
  readonly email: string;
  readonly username: string;
  readonly displayName: string | null;
  readonly roles: readonly string[];
  readonly joinedAt: Date;
}

export interface MemberQueries {
  /** Of the tenant in whose scope it is asked; by the id of the user, at most `limit` behind `after`. */
  list(after: UserId | null, limit: number): Promise<readonly MemberView[]>;
  find(userId: UserId): Promise<MemberView | null>;
}
