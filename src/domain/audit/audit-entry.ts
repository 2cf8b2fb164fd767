export type AuditOutcome = 'success' | 'failure' | 'denied';

/** Who did what to whom, when and from where. Append-only; never a secret, nor what was typed into a form. */
export interface AuditEntry {
  /** The id of the event that it tells of, so that telling it twice stores it once. */
  readonly id: string;
  readonly occurredAt: Date;
  readonly action: string;
  readonly outcome: AuditOutcome;
  readonly actorId: string | null;
  readonly targetId: string | null;
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly requestId: string | null;
  readonly details: Readonly<Record<string, unknown>>;
}
