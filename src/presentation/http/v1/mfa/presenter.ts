import {
  arrayOf,
  count,
  instant,
  type JsonSchema,
  named,
  nullable,
  objectOf,
  text,
  uuid,
} from '../../routing/json-schema.js';
import { loginProperties } from '../auth/presenter.js';
import { tokenProperties } from '../sessions/presenter.js';

const recoveryCodes: JsonSchema = {
  ...arrayOf({ ...text, examples: ['7k3m-x9qd-0vhc-2wzt'] }),
  description: 'Shown this once. Each stands in for the second factor, once.',
};

export const secondFactorLoginSchema = named(
  'SecondFactorLogin',
  objectOf(loginProperties, {
    deviceToken: {
      ...text,
      description: 'Where the device was to be remembered: to be sent with the next logins.',
    },
  }),
);

export const enrolledLoginSchema = named('EnrolledLogin', objectOf({ ...loginProperties, recoveryCodes }));

export const recoveryCodesSchema = named('RecoveryCodes', objectOf({ recoveryCodes }));

export const totpEnrolmentSchema = named(
  'TotpEnrolment',
  objectOf({
    id: uuid,
    secret: { ...text, description: 'In base32; shown this once.', examples: ['GEZDGNBVGY3TQOJQGEZDGNBV'] },
    otpauthUri: { ...text, description: 'The same, as authenticator apps take it.' },
    qrCode: { ...text, description: 'A picture of that: an SVG in a data URI.' },
  }),
);

export const factorsSchema = named(
  'SecondFactors',
  objectOf({
    factors: arrayOf(
      objectOf({
        id: uuid,
        type: { type: 'string', enum: ['totp'] },
        name: nullable({ ...text, examples: ['Phone'] }),
        createdAt: instant,
        lastUsedAt: nullable(instant),
      }),
    ),
    recoveryCodesLeft: count,
  }),
);

const { accessToken, tokenType, expiresIn } = tokenProperties;
export const accessTokenSchema = named('AccessToken', objectOf({ accessToken, tokenType, expiresIn }));
