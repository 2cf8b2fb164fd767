import type { Authorizer } from '#application/access/authorizer.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { DataExportSection } from './data-export-section.js';

/** By section. */
export type ExportMyDataResult = Readonly<Record<string, unknown>>;

/** Everything that is kept about whoever asks (GDPR Art. 15 and 20). */
export class ExportMyData {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly sections: readonly DataExportSection[],
  ) {}

  /** @throws AppError UNAUTHENTICATED or STEP_UP_REQUIRED. */
  async execute(context: RequestContext): Promise<ExportMyDataResult> {
    const { userId } = this.authorizer.requireFreshUser(context);
    const document: Record<string, unknown> = {};
    // One after the other, which takes one connection at a time.
    for (const section of this.sections) document[section.name] = await section.collect(userId);
    return document;
  }
}
