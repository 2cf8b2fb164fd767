import { createTransport, type Transporter } from 'nodemailer';
import type { Mailer, OutgoingMail } from '#application/mail/mailer.js';
import { requireSendable } from '#application/mail/sendable.js';
import type { Sender } from '#application/mail/sender.js';
import { smtpFailure } from './smtp-failure.js';

export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte (RFC 8314 §3.3); otherwise STARTTLS. */
  readonly isTls: boolean;
  readonly auth: { readonly user: string; readonly pass: string } | null;
}

export interface Dkim {
  readonly domainName: string;
  readonly keySelector: string;
  /** PEM. */
  readonly privateKey: string;
}

export interface SmtpOptions {
  readonly server: SmtpServer;
  readonly sender: Sender;
  /** False: STARTTLS where it is offered, by whomever (RFC 7435), else plain text. */
  readonly isTlsRequired: boolean;
  /** PEM of the CA that the server has its certificate from, if not from one that everybody knows. */
  readonly ca: string | null;
  readonly dkim: Dkim | null;
  /** At most so many connections. */
  readonly connections: number;
  /** For each step: looking the server up, connecting, its greeting, and silence after that. */
  readonly stepTimeoutMs: number;
  /** For an attempt, however steadily the server dawdles. */
  readonly attemptTimeoutMs: number;
}

/** Hands messages to a mail server, over connections that are kept for the next ones. */
export class SmtpMailer implements Mailer {
  readonly #transport: Transporter;

  constructor(readonly options: SmtpOptions) {
    const { server, ca, dkim, isTlsRequired, stepTimeoutMs, connections } = options;
    const isVerified = server.isTls || isTlsRequired || ca !== null;
    this.#transport = createTransport({
      pool: true,
      host: server.host,
      port: server.port,
      secure: server.isTls,
      ...(server.auth && { auth: server.auth }),
      requireTLS: !server.isTls && isTlsRequired,
      tls: { minVersion: 'TLSv1.2', rejectUnauthorized: isVerified, ...(ca !== null && { ca }) },
      ...(dkim && { dkim }),
      maxConnections: connections,
      // What becomes of a message whose connection ends is decided by the job, which counts.
      maxRequeues: 0,
      // Shorter than servers keep a connection on which nothing happens (RFC 5321 §4.5.3.2.7: five minutes).
      idleTimeout: 30_000,
      dnsTimeout: stepTimeoutMs,
      connectionTimeout: stepTimeoutMs,
      greetingTimeout: stepTimeoutMs,
      socketTimeout: stepTimeoutMs,
      disableFileAccess: true,
      disableUrlAccess: true,
      logger: false,
    });
  }

  async deliver(mail: OutgoingMail, signal: AbortSignal): Promise<void> {
    requireSendable(mail);
    const { name, address } = this.options.sender;
    try {
      await this.#transport.sendMail({
        // As objects, of which nothing is parsed.
        from: { name, address: address.value },
        to: { name: '', address: mail.to },
        envelope: { from: address.value, to: [mail.to] },
        messageId: mail.messageId,
        subject: mail.subject,
        text: mail.text,
        html: mail.html,
        // RFC 3834 §5, so that holiday notes are not sent back; RFC 3282.
        headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': mail.locale },
        signal: AbortSignal.any([signal, AbortSignal.timeout(this.options.attemptTimeoutMs)]),
      });
    } catch (error) {
      throw smtpFailure(error);
    }
  }

  close(): void {
    this.#transport.close();
  }
}
