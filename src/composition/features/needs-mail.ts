import { OperatorError } from '#infrastructure/operator-error.js';
import type { Wiring } from '../wiring.js';
import { mailTokens } from './mail.tokens.js';

/** Keeps the service from starting without mail, for what would end in it. @param setting that asks for it. */
export function requireMail(wiring: Wiring, setting: string): void {
  wiring.contribute(
    'first-start step',
    `mail for ${setting}`,
    (isMailOn) => {
      if (!isMailOn) {
        throw new OperatorError(
          `${setting} needs a mail server: set SMTP_URL, MAIL_FROM and PUBLIC_URL, or turn it off`,
        );
      }
      return { run: async () => {} };
    },
    [mailTokens.isOn],
  );
}
