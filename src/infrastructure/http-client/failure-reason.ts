const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'The connection was refused',
  ECONNRESET: 'The connection was broken off',
  EPIPE: 'The connection was broken off',
  UND_ERR_SOCKET: 'The connection was broken off',
  UND_ERR_CONNECT_TIMEOUT: 'There was no connection in time',
  ETIMEDOUT: 'There was no connection in time',
  EHOSTUNREACH: 'The host cannot be reached',
  ENETUNREACH: 'The host cannot be reached',
  ENOTFOUND: 'The name of its host was not found',
  EAI_AGAIN: 'The name of its host could not be looked up',
  ETIMEOUT: 'The name of its host could not be looked up',
  ESERVFAIL: 'The name of its host could not be looked up',
  UND_ERR_HEADERS_OVERFLOW: 'Its answer has too many headers',
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'Its answer is too long',
};

/** Why a call failed, in words. Never the message of the error, which may hold an address, or what was sent. */
export function failureReason(error: unknown): string {
  const { name, code = '' } = error as NodeJS.ErrnoException;
  const known = reasons[code];
  if (known !== undefined) return known;
  if (/CERT|SELF_SIGNED|ISSUER|TLS|SSL/.test(code))
    return `Its certificate or TLS was not accepted (${code})`;
  if (name === 'HTTPParserError') return 'Its answer is not HTTP';
  return code === '' ? 'The call failed' : `The call failed (${code})`;
}
