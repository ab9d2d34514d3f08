import { createHash } from 'node:crypto';
import type { Contradiction } from '../domain/plan/contradictions';
import { Findings, type PlanFinding, type Spot, type SpottedFinding, pathOf } from '../domain/plan/finding';
import type { Plan, PlanCounts } from '../domain/plan/plan';
import { type PlanDraft, readPlan } from '../domain/plan/read';
import type { World } from '../domain/world';
import { readBackstage } from './backstage.reader';
import { readCsv } from './csv.reader';
import { readJson } from './json.reader';
import type { Position } from './position';
import type { PlanSource, Source } from './source';
import { readYaml } from './yaml.reader';

export type PlanFormat = 'BLACKSTART' | 'BACKSTAGE' | 'CSV';

/** A document that was read: its plan, null where a finding is an ERROR. */
export interface ReadDocument {
  plan: Plan | null;
  findings: PlanFinding[];
  counts: PlanCounts;
  /** SHA-256 of the format and the text: what tells one request from another without keeping the text. */
  digest: string;
  /** The same document for an incident that exists, whose objects it may refer to. */
  against(world: World): ReadDocument;
}

/** What a document holds, and what is wrong with it. */
interface DocumentCheck extends PlanCounts {
  valid: boolean;
  findings: PlanFinding[];
}

// Enough for every finding that is listed, whichever incident the document is read for.
const mostPlaces = 1000;

/** Looks at the plan of a whole document, for what only shows when it is worked out. */
export type Examine = (plan: Plan) => Promise<Contradiction[]>;

/**
 * Reads a plan document in one of its formats; whatever is wrong with it becomes findings with line and column. `examine` is
 * asked of a document that stands by itself and holds no error.
 */
export async function readDocument(format: PlanFormat, content: string, examine?: Examine): Promise<ReadDocument> {
  const digest = createHash('sha256').update(`${format}\n`).update(content).digest('hex');
  const source = await sourceOf(format, content);
  try {
    if (source.document === undefined && source.findings.length > 0) return unreadable(source.findings, digest);
    const draft = readPlan(source.document, source.implied);
    const strict = draft.against(null);
    const isSound = strict.plan !== null && !source.findings.some(({ severity }) => severity === 'ERROR');
    const found = isSound && examine ? spotted(draft, await examine(strict.plan as Plan)) : [];
    const told = [...strict.findings, ...draft.contradictions, ...draft.missing.slice(0, mostPlaces), ...found];
    const spots = told.map(({ spot }) => spot);
    const places = await placesOf(source, spots);
    return documentOf(
      { draft, first: [...source.findings, ...found.map((one) => placed(one, places))], places, digest },
      null,
    );
  } finally {
    await source.close();
  }
}

function spotted(draft: PlanDraft, found: Contradiction[]): SpottedFinding[] {
  const findings = new Findings();
  for (const { code, message, severity, keys } of found) {
    findings.add(code, message, draft.spotOf(keys[0] as string), { severity, keys });
  }
  return findings.all();
}

/** What checkPlan answers of a document. */
export function checkDocument({ plan, findings, counts }: ReadDocument): DocumentCheck {
  return { valid: plan !== null, ...counts, findings };
}

function sourceOf(format: PlanFormat, content: string): Promise<PlanSource> {
  if (format === 'CSV') return readCsv(content);
  return format === 'BACKSTAGE' ? readBackstage(content) : readBlackstart(content);
}

async function readBlackstart(content: string): Promise<PlanSource> {
  const isJson = content.trimStart().startsWith('{');
  const source: Source = isJson ? readJson(content) : await readYaml(content, false);
  return { ...source, document: source.values[0], implied: [] };
}

function unreadable(findings: PlanFinding[], digest: string): ReadDocument {
  const counts = { systems: 0, dependencies: 0, plants: 0, milestones: 0 };
  const document: ReadDocument = { plan: null, findings, counts, digest, against: () => document };
  return document;
}

type Places = Map<Spot | null, Position | null>;

async function placesOf(source: PlanSource, spots: readonly (Spot | null)[]): Promise<Places> {
  if (spots.length === 0) return new Map();
  const positions = await source.locate(spots.map(pathOf));
  return new Map(spots.map((spot, at) => [spot, positions[at] ?? null]));
}

/** What is kept of a document once it was read. */
interface Kept {
  draft: PlanDraft;
  /** What was found before it was a plan. */
  first: PlanFinding[];
  places: Places;
  digest: string;
}

function documentOf(kept: Kept, world: World | null): ReadDocument {
  const { draft, first, places, digest } = kept;
  const { plan, findings, counts } = draft.against(world);
  return {
    plan: first.some(({ severity }) => severity === 'ERROR') ? null : plan,
    findings: inOrder([...first, ...findings.map((finding) => placed(finding, places))]),
    counts,
    digest,
    against: (other) => documentOf(kept, other),
  };
}

function placed({ spot, ...finding }: SpottedFinding, places: Places): PlanFinding {
  // the count of what is not listed stands at the end
  const { line, column } = (finding.code === 'TOO_LARGE' && spot === null ? null : places.get(spot)) ?? finding;
  return { ...finding, line, column };
}

/** In the order of the document; what has no place comes last. */
function inOrder(findings: PlanFinding[]): PlanFinding[] {
  const lineOf = ({ line }: PlanFinding): number => line ?? Infinity;
  return findings.sort((a, b) => (lineOf(a) === lineOf(b) ? (a.column ?? 0) - (b.column ?? 0) : lineOf(a) - lineOf(b)));
}
