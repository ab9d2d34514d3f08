export type FindingSeverity = 'ERROR' | 'WARNING' | 'INFO';

export type FindingCode =
  | 'SYNTAX'
  | 'UNKNOWN_FIELD'
  | 'TOO_LARGE'
  | 'SKIPPED'
  | 'CYCLE'
  | 'UNKNOWN_REFERENCE'
  | 'DUPLICATE_KEY'
  | 'INVALID_VALUE'
  | 'RTO_INVERSION'
  | 'RTO_INFEASIBLE'
  | 'MTD_SHORTER_THAN_RTO'
  | 'NO_ESTIMATE'
  | 'NO_TEAM'
  | 'TIER_INVERSION';

/** What somebody should know about a plan document; an ERROR keeps it from being taken over. */
export interface PlanFinding {
  severity: FindingSeverity;
  code: FindingCode;
  /** One sentence for a person: the culprit and the way out. */
  message: string;
  keys: string[];
  /** For CYCLE: the keys along it, first repeated last. */
  cycle: string[] | null;
  /** Place in the document, from 1. */
  line: number | null;
  column: number | null;
}

/** A place inside a document as the way to it: the name of a field or the number in a list, under another place. */
export interface Spot {
  parent: Spot | null;
  step: string | number;
}

/** A finding with the way to its place; the reader of the format turns that into line and column. */
export interface SpottedFinding extends PlanFinding {
  spot: Spot | null;
}

/** The steps from the top of the document to a place. */
export function pathOf(spot: Spot | null): (string | number)[] {
  const path: (string | number)[] = [];
  for (let at = spot; at !== null; at = at.parent) path.push(at.step);
  return path.reverse();
}

/** What a finding says beside its code and sentence. */
type FindingParts = Partial<Pick<PlanFinding, 'severity' | 'keys' | 'cycle' | 'line' | 'column'>>;

const mostOfEach = 200;

/** The findings on one document, of which the first 200 errors and 200 others are kept and the rest counted. */
export class Findings {
  private kept: SpottedFinding[] = [];
  private told = new Set<string>();
  private errors = 0;
  private others = 0;

  get hasErrors(): boolean {
    return this.errors > 0;
  }

  /** Whether another error would only be counted. */
  get isFull(): boolean {
    return this.errors >= mostOfEach;
  }

  add(code: FindingCode, message: string, spot: Spot | null, parts: FindingParts = {}): void {
    const severity = parts.severity ?? 'ERROR';
    const count = severity === 'ERROR' ? ++this.errors : ++this.others;
    if (count > mostOfEach) return;
    // An entry with `at` is read once and resolved once a plant: what is wrong with it is said once.
    const saying = JSON.stringify([pathOf(spot), message]);
    if (this.told.has(saying)) return;
    this.told.add(saying);
    this.kept.push({ code, message, spot, keys: [], cycle: null, line: null, column: null, ...parts, severity });
  }

  /** The same findings, to which others can be added. */
  copy(): Findings {
    const copy = new Findings();
    copy.kept = [...this.kept];
    copy.told = new Set(this.told);
    [copy.errors, copy.others] = [this.errors, this.others];
    return copy;
  }

  /** All that were kept, and one more that counts the rest. */
  all(): SpottedFinding[] {
    const more = Math.max(0, this.errors - mostOfEach) + Math.max(0, this.others - mostOfEach);
    if (more === 0) return [...this.kept];
    const severity = this.errors > mostOfEach ? 'ERROR' : 'INFO';
    const message = `${more} more findings are not listed: mend these first, then check the document again.`;
    const rest = { severity, code: 'TOO_LARGE', message, keys: [], cycle: null, line: null, column: null } as const;
    return [...this.kept, { ...rest, keys: [], spot: null }];
  }
}

/** Findings that have no place in a document: the first 200, and a count of the rest. */
export function unplaced(found: Iterable<Pick<PlanFinding, 'code' | 'message' | 'severity' | 'keys'>>): PlanFinding[] {
  const findings = new Findings();
  for (const { code, message, severity, keys } of found) findings.add(code, message, null, { severity, keys });
  return findings.all().map(({ spot: _, ...finding }) => finding);
}
