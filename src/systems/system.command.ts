/** What every command on one system is given. */
export interface SystemCommand {
  idempotencyKey?: string;
  incident: string;
  system: string;
  expectedVersion?: number;
}

/** What every command on up to 500 systems is given; the same one twice counts once. */
export interface SystemsCommand {
  idempotencyKey?: string;
  incident: string;
  systems: string[];
  note?: string;
}
