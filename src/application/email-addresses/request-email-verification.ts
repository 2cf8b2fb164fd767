import type { MailRequests } from '#application/mail-requests/mail-requests.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { sendVerificationLink } from './send-verification-link.js';

export interface RequestEmailVerificationCommand {
  readonly email: string;
}

export class RequestEmailVerification {
  constructor(private readonly requests: MailRequests) {}

  /** Does the same whether there is such an account or not. @throws AppError VALIDATION_ERROR. */
  execute({ email }: RequestEmailVerificationCommand, context: RequestContext): Promise<void> {
    return this.requests.accept(sendVerificationLink, email, context);
  }
}
