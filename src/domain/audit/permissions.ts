import { definePermission } from '#domain/access/permission.js';

export const readAudit = definePermission('audit:read', 'Read the audit log.');
