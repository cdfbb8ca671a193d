// What sampling says of itself: changes of state only, never each beat.

/** Fits pino's loggers. */
export interface Log {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}
