/** As if so many seconds had passed for attempts, whose windows end by the clock of the database. */
export async function passTimeOfAttempts(
  run: (sql: string) => Promise<unknown>,
  seconds: number,
): Promise<void> {
  const passed = `make_interval(secs => ${seconds})`;
  await run(
    `UPDATE login_attempts SET resets_at = resets_at - ${passed}, pending_until = pending_until - ${passed}`,
  );
}

/** The same for first answers and the claims to them. */
export async function passTimeOfIdempotency(
  run: (sql: string) => Promise<unknown>,
  seconds: number,
): Promise<void> {
  await run(`UPDATE idempotent_requests SET expires_at = expires_at - make_interval(secs => ${seconds})`);
}
