import { CreateUsers1795171200001 } from './1795171200001-create-users.js';
import { CreateSessions1795171200002 } from './1795171200002-create-sessions.js';
import { CreateOutbox1795171200003 } from './1795171200003-create-outbox.js';
import { CreateAuditEntries1795171200004 } from './1795171200004-create-audit-entries.js';
import { CreateSigningKeys1795171200005 } from './1795171200005-create-signing-keys.js';
import { CreateLoginAttempts1795171200006 } from './1795171200006-create-login-attempts.js';
import { IndexShortSearches1795171200007 } from './1795171200007-index-short-searches.js';
import { CreateAliveSessions1795171200020 } from './1795171200020-create-alive-sessions.js';
import { AddSessionAuthentication1795171200021 } from './1795171200021-add-session-authentication.js';
import { EventsCreateEventLog1795171200030 } from './1795171200030-events-create-event-log.js';

/** In the order in which they run. */
export const migrations = [
  CreateUsers1795171200001,
  CreateSessions1795171200002,
  CreateOutbox1795171200003,
  CreateAuditEntries1795171200004,
  CreateSigningKeys1795171200005,
  CreateLoginAttempts1795171200006,
  IndexShortSearches1795171200007,
  CreateAliveSessions1795171200020,
  AddSessionAuthentication1795171200021,
  EventsCreateEventLog1795171200030,
] as const;
