/** As if so many seconds had passed for attempts, whose windows end by the clock of the database. */
export async function passTimeOfAttempts(
  run: (sql: string) => Promise<unknown>,
  seconds: number,
): Promise<void> {
  await run(`UPDATE login_attempts SET resets_at = resets_at - make_interval(secs => ${seconds})`);
}
