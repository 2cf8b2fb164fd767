/** Something that is done again and again while the service runs, on each instance; several may do it at once. */
export interface Schedule {
  /** For the log. */
  readonly name: string;
  /** From one end to the next beginning. */
  readonly everySeconds: number;
  /** Ends early, at a good place, when the service stops. */
  run(stopping: AbortSignal): Promise<void>;
}
