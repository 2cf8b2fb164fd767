import type { MailAllowance } from '#application/mail-requests/mail-allowance.js';
import type { MailCounters } from '#application/mail-requests/mail-counters.js';
import type { MailRequests } from '#application/mail-requests/mail-requests.js';
import type { Retention } from '#application/shared/retention.js';
import { token } from '../token.js';

export const mailRequestsTokens = {
  requests: token<MailRequests>('mailRequests.requests'),
  allowance: token<MailAllowance>('mailRequests.allowance'),
  counters: token<MailCounters>('mailRequests.counters'),
  retention: token<Retention>('mailRequests.retention'),
};
