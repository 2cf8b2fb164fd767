import type { MailRequests } from '#application/mail-requests/mail-requests.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { sendResetLink } from './send-reset-link.js';

export interface RequestPasswordResetCommand {
  readonly email: string;
}

export class RequestPasswordReset {
  constructor(private readonly requests: MailRequests) {}

  /** Does the same whether there is such an account or not. @throws AppError VALIDATION_ERROR. */
  execute({ email }: RequestPasswordResetCommand, context: RequestContext): Promise<void> {
    return this.requests.accept(sendResetLink, email, context);
  }
}
