import { X509Certificate } from 'node:crypto';
import { InvalidValue } from './configuration-error.js';

/** @throws InvalidValue for what is no certificate in PEM. */
export function parseCertificate(pem: string): string {
  try {
    new X509Certificate(pem);
    return pem;
  } catch {
    throw new InvalidValue('must be a certificate in PEM');
  }
}
