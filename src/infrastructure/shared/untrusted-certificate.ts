/** Whether a connection failed because nobody who is trusted vouches for the other side's certificate, or for its name. */
export function isUntrustedCertificate(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^(CERT_|ERR_TLS_CERT|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED)/.test(code);
}

/** For a log line: what to do where clients take no CA of their own. */
export function adviceFor(error: unknown): { readonly advice?: string } {
  if (!isUntrustedCertificate(error)) return {};
  return {
    advice:
      'Its certificate cannot be verified: name the file of the CA that signed it in NODE_EXTRA_CA_CERTS, and use the host name that the certificate is for',
  };
}
