import { PermanentFailure } from '#application/jobs/job.js';

/** Of nodemailer. */
interface SmtpError extends Error {
  readonly code?: string;
  readonly responseCode?: number;
  readonly response?: string;
  readonly command?: string;
}

/** RFC 4954 §6: it is us whom the server does not know, and that can be mended while the message waits. */
const aboutOurselves = new Set([530, 534, 535, 538]);

const longestResponse = 200;

/**
 * What has become of an attempt. Only the word of the server on this message, its sender or its recipient is final
 * (RFC 5321 §4.2.1: 5yz); a greeting, a login or a connection that fails is not.
 */
export function smtpFailure(error: unknown): Error {
  const { code, responseCode = 0, response = '', command, message } = error as SmtpError;
  const isRefusal = code === 'EENVELOPE' || code === 'EMESSAGE';
  const words = response === '' ? message : response;
  const reason = words.replaceAll(/\p{Cc}+/gu, ' ').slice(0, longestResponse);
  const told = `The mail server said no${command === undefined ? '' : ` to ${command}`}: ${reason}`;
  if (isRefusal && responseCode >= 500 && !aboutOurselves.has(responseCode))
    return new PermanentFailure(told);
  if (responseCode > 0) return new Error(told);
  return new Error(`The mail server cannot be reached (${code ?? 'error'}): ${reason}`);
}
