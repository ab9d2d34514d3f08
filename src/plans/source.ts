import type { PlanFinding } from '../domain/plan/finding';
import type { PlanSection } from '../domain/plan/plan';
import type { Path, Position } from './position';

/** A parsed text: its values, what was wrong with it, and where its values stood. */
export interface Source {
  /** The documents in the text: one, but for multi-document YAML. */
  values: unknown[];
  findings: PlanFinding[];
  /** The places of values; the nearest one around it for a path that leads nowhere, such as to a missing field. */
  locate(paths: readonly Path[]): Promise<(Position | null)[]>;
  /** Gives back what the source holds; a closed source locates nothing. */
  close(): Promise<void>;
}

/** The values of a plan document, whatever format they came in. */
export interface PlanSource {
  document: unknown;
  /** Sections that the format only mentions. */
  implied: readonly PlanSection[];
  /** What was found before the document was a plan; an ERROR among them means there is none. */
  findings: PlanFinding[];
  locate(paths: readonly Path[]): Promise<(Position | null)[]>;
  close(): Promise<void>;
}

/** A finding about the text itself, before it is a plan. */
export function textFinding(
  code: 'SYNTAX' | 'TOO_LARGE' | 'DUPLICATE_KEY',
  message: string,
  at: Position | null,
): PlanFinding {
  const { line, column } = at ?? { line: null, column: null };
  return { severity: 'ERROR', code, message, keys: [], cycle: null, line, column };
}

/** A source that could not be read at all. */
export function brokenSource(...findings: PlanFinding[]): Source {
  return {
    values: [],
    findings,
    locate: (paths) => Promise.resolve(paths.map(() => null)),
    close: () => Promise.resolve(),
  };
}
