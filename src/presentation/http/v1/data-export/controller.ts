import type { ExportMyData } from '#application/data-export/export-my-data.js';
import type { Executes } from '#application/shared/use-case.js';
import type { JsonSchema } from '../../routing/json-schema.js';
import { type Controller, ok, ownSession, route } from '../../routing/route.js';

export interface DataExportUseCases {
  readonly exportMyData: Executes<ExportMyData>;
}

/** What is in a section, the feature says that it is of. */
const documentSchema: JsonSchema = { type: 'object', additionalProperties: true };

export class DataExportController implements Controller {
  constructor(private readonly useCases: DataExportUseCases) {}

  routes() {
    return [
      route({
        method: 'GET',
        url: '/api/v1/me/export',
        operationId: 'exportMyData',
        tag: 'me',
        summary: 'Get all that is kept about you, in one document',
        access: 'signed-in',
        permission: ownSession,
        isFresh: true,
        rateLimit: 'sensitive',
        responses: { 200: { description: 'By section, without secrets.', schema: documentSchema } },
        handle: async (_request, context) => ok(await this.useCases.exportMyData.execute(context)),
      }),
    ];
  }
}
