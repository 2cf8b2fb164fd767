import type { Authorizer } from '#application/access/authorizer.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { readEvents } from '#domain/events/permissions.js';

/** Asks again whether somebody may read events, who has been reading them for a while. */
export class RequireEventReader {
  constructor(private readonly authorizer: Authorizer) {}

  /** @throws AppError FORBIDDEN without `events:read`. */
  async execute(context: RequestContext): Promise<void> {
    await this.authorizer.require(context, readEvents);
  }
}
