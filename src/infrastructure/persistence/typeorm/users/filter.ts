import type { SelectQueryBuilder } from 'typeorm';
import type { UserFilter } from '#application/users/user-queries.js';
import type { UserRow } from './schema.js';

/** Conditions in the form that the indexes of the table are declared for; constants only where they are. */
export function applyFilter(query: SelectQueryBuilder<UserRow>, filter: UserFilter): void {
  const { role, isActive, createdAfter, createdBefore, emailDomain, search } = filter;
  if (role !== undefined) query.andWhere('account.roles @> ARRAY[:role]::text[]', { role });
  if (isActive !== undefined) query.andWhere(isActive ? 'account.isActive' : 'NOT account.isActive');
  if (createdAfter !== undefined) query.andWhere('account.createdAt >= :createdAfter', { createdAfter });
  if (createdBefore !== undefined) query.andWhere('account.createdAt < :createdBefore', { createdBefore });
  if (emailDomain !== undefined) query.andWhere('account.emailDomain = :emailDomain', { emailDomain });
  if (search !== undefined) {
    query.andWhere('(account.email LIKE :pattern OR account.username LIKE :pattern)', {
      pattern: `%${escapeLike(search.toLowerCase())}%`,
    });
  }
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
