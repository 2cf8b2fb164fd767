import type { ListUsersResult } from '#application/users/list-users.js';
import type { RouteResult } from '../../routing/route-result.js';
import { cursorPage, type QueryValues } from '../shared/lists.js';
import { numberedPage, type UserWindow } from './user-page.js';
import { presentUser } from './user-presenter.js';

/** @throws TypeError when the use case did not page as it was asked to. */
export function presentUserList(
  path: string,
  filters: QueryValues,
  window: UserWindow,
  result: ListUsersResult,
): RouteResult {
  const data = result.items.map(presentUser);
  if (window.kind === 'page' && result.kind === 'page') {
    return { status: 200, data, ...numberedPage(path, filters, window, result) };
  }
  if (window.kind === 'cursor' && result.kind === 'cursor') {
    return { status: 200, data, ...cursorPage(path, filters, window, result.nextCursor) };
  }
  throw new TypeError(`Asked for a ${window.kind}, got a ${result.kind}`);
}
