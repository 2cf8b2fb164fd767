import type { Executes } from '#application/shared/use-case.js';
import type { ExportUsers } from '#application/user-transfer/export-users.js';
import type { ImportUsers } from '#application/user-transfer/import-users.js';
import type { UserStock } from '#application/user-transfer/user-stock.js';
import { token } from '../token.js';

export const userTransferTokens = {
  stock: token<UserStock>('userTransfer.stock'),
  importUsers: token<Executes<ImportUsers>>('ImportUsers'),
  exportUsers: token<Executes<ExportUsers>>('ExportUsers'),
};
