import { parseRole } from '#domain/access/role.js';
import { InvalidValue, integer, list, parsedText } from '#infrastructure/configuration/setting.js';
import { defineSettings } from '../define-settings.js';

/** Apps show it, and in the URI it stands before a colon. */
function parseIssuer(text: string): string {
  if (/[\p{C}:]/u.test(text) || text.length > 64) {
    throw new InvalidValue(
      'must have at most 64 characters, none of which is a colon or a control character',
    );
  }
  return text;
}

export const mfaSettings = defineSettings('Second factor', {
  issuer: parsedText('MFA_ISSUER', parseIssuer, {
    default: 'Gatehouse',
    meaning: 'What authenticator apps call this service.',
    example: 'Example Inc',
  }),
  requiredRoles: list('MFA_REQUIRED_ROLES', (name) => parseRole(name), {
    meaning:
      'Roles with which nobody signs in without a second factor, also of your own. Whoever has none enrols one at the next sign-in.',
    example: 'admin,moderator',
  }),
  rememberDays: integer('MFA_REMEMBER_DAYS', {
    from: 0,
    to: 90,
    default: 0,
    unit: 'days',
    meaning:
      'For which a device need not show the second factor again, where its owner asks for that; 0: never.',
    example: 30,
  }),
});
