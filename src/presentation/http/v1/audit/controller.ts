import type { ReadAuditLog } from '#application/audit/read-audit-log.js';
import type { Executes } from '#application/shared/use-case.js';
import { forbidden } from '#domain/access/errors.js';
import { arrayOf } from '../../routing/json-schema.js';
import { type Controller, route } from '../../routing/route.js';
import { cursorLinks, cursorMeta, cursorPage, defaultPageSize } from '../shared/lists.js';
import { ReadAuditLogQueryDto } from './dto.js';
import { auditEntrySchema } from './presenter.js';

export interface AuditUseCases {
  readonly readAuditLog: Executes<ReadAuditLog>;
}

const url = '/api/v1/audit';

export class AuditController implements Controller {
  constructor(private readonly useCases: AuditUseCases) {}

  routes() {
    return [
      route({
        method: 'GET',
        url,
        operationId: 'readAuditLog',
        tag: 'audit',
        summary: 'Read the audit log, newest first',
        access: 'signed-in',
        permission: 'audit:read',
        rateLimit: 'lists',
        isCompressible: true,
        query: ReadAuditLogQueryDto,
        responses: {
          200: {
            description: 'A page of entries.',
            schema: arrayOf(auditEntrySchema),
            meta: cursorMeta,
            links: cursorLinks,
          },
        },
        errors: [forbidden],
        handle: async ({ query }, context) => {
          const { cursor, limit = defaultPageSize, ...filter } = query;
          const window = { cursor: cursor || null, limit };
          const page = await this.useCases.readAuditLog.execute({ filter, ...window }, context);
          return cursorPage(url, filter, window, page);
        },
      }),
    ];
  }
}
