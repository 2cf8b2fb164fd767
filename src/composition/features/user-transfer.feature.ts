import { ExportUsers } from '#application/user-transfer/export-users.js';
import { ImportUsers } from '#application/user-transfer/import-users.js';
import { MemoryUserStock } from '#infrastructure/memory/user-transfer/user-stock.js';
import { PostgresUserStock } from '#infrastructure/postgres/user-transfer/user-stock.js';
import { defineFeature } from '../define-feature.js';
import { memoryTokens } from '../platform/memory.tokens.js';
import { platform } from '../platform/platform.tokens.js';
import { postgresTokens } from '../platform/postgres.tokens.js';
import { accessTokens } from './access.tokens.js';
import { userTransferCommands } from './user-transfer.commands.js';
import { userTransferTokens } from './user-transfer.tokens.js';

/** Accounts from and to files: moving in, moving out, and sample accounts for development. */
export const userTransfer = defineFeature({
  name: 'user-transfer',
  commands: userTransferCommands,
  bind(wiring) {
    const { authorizer } = accessTokens;
    const { stock, importUsers, exportUsers } = userTransferTokens;
    const { unitOfWork, clock, ids } = platform;
    wiring.command(importUsers, ImportUsers, [
      authorizer,
      accessTokens.catalogue,
      stock,
      unitOfWork,
      clock,
      ids,
    ]);
    wiring.query(exportUsers, ExportUsers, [authorizer, stock]);
  },
  memory(wiring) {
    const { database, eventAppender } = memoryTokens;
    wiring.instance(userTransferTokens.stock, MemoryUserStock, [database, eventAppender]);
  },
  postgres(wiring) {
    const { database, eventAppender } = postgresTokens;
    wiring.instance(userTransferTokens.stock, PostgresUserStock, [database, eventAppender]);
  },
});
