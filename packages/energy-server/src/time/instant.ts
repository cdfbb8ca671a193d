// A moment, on the two clocks that matter: one to measure spans by, one to tell people.

/** When a reading was taken. */
export interface Instant {
  /** Milliseconds since the energy server's clock was made, asleep or awake. Never steps; all spans are measured on it. */
  readonly timelineMs: number;
  /** Milliseconds since 1970. May step when somebody sets the clock; only for showing. */
  readonly wallMs: number;
}
