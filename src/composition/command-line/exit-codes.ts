/** What scripts decide by. Signals end as they do everywhere: 128 and their number. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  interrupted: 130,
  brokenPipe: 141,
  terminated: 143,
} as const;

export const exitCodesHelp = `
Exit codes:
  0    done
  1    failed, or done in part: the reason is on standard error
  2    wrong usage: an unknown command or option, a missing argument or confirmation
  130  interrupted by Ctrl-C; 143 by SIGTERM
  141  nobody read the output to its end

With --json there is one JSON document on standard output, {"error": {"code", "message"}} where a command
has failed; everything else is on standard error.
`;
