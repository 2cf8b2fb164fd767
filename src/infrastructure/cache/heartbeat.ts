/** Beats for each time-out, so that one that is late does not cost the trust. */
const beatsPerTimeout = 3;

/**
 * Proves that a channel delivers, by sending through it and hearing oneself. Channels keep their order, so
 * to hear a beat is to have heard everything that was published before it was sent. That is why the trust
 * counts from the sending: whatever becomes of the channel, no change is unheard and the channel trusted
 * `timeoutMs` after it was published.
 */
export class Heartbeat {
  #trustedUntil = Number.NEGATIVE_INFINITY;
  /** Beats that were sent before the connection was made prove nothing. */
  #resetAt = performance.now();
  #timer: NodeJS.Timeout | undefined;
  #isSending = false;

  /** @param send resolves when the beat has been sent. */
  constructor(
    private readonly timeoutMs: number,
    private readonly send: (beat: string) => Promise<void>,
  ) {}

  isTrusted(): boolean {
    return performance.now() < this.#trustedUntil;
  }

  start(): void {
    this.#timer ??= setInterval(() => void this.beat(), this.timeoutMs / beatsPerTimeout).unref();
    void this.beat();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async beat(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      await this.send(String(performance.now()));
    } catch {
      // The channel is down, which is what the trust running out tells.
    } finally {
      this.#isSending = false;
    }
  }

  heard(beat: string): void {
    const sentAt = Number(beat);
    if (sentAt > this.#resetAt) this.#trustedUntil = Math.max(this.#trustedUntil, sentAt + this.timeoutMs);
  }

  /** The connection was lost, and with it what was on its way. */
  reset(): void {
    this.#resetAt = performance.now();
    this.#trustedUntil = Number.NEGATIVE_INFINITY;
  }
}
