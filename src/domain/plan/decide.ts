import { type Decision, no, refuseNoReason, yes } from '../decision';
import type { Fact } from '../event';
import { type Refusal, refuse } from '../refusal';
import type { Instant } from '../rows';
import type { RowChange } from '../tables';
import type { Moment, World } from '../world';
import type { PlanDiffEntry } from './changes';
import { type NewIncident, planChanges } from './diff';
import type { PlanFinding } from './finding';
import { type Declaration, newIncident } from './incident.diff';
import { keyFault } from './key';
import type { Plan } from './plan';

/** A document as it was read: no plan where a finding is an ERROR. */
export interface ReadDocument {
  plan: Plan | null;
  findings: PlanFinding[];
}

/** How much a plan changes, and what. */
export interface PlanDiff {
  added: number;
  changed: number;
  removed: number;
  entries: PlanDiffEntry[];
}

/** Sums up what a plan changes. */
export function diffOf(entries: PlanDiffEntry[]): PlanDiff {
  const count = (action: PlanDiffEntry['action']): number => entries.filter((entry) => entry.action === action).length;
  return { added: count('ADD'), changed: count('CHANGE'), removed: count('REMOVE'), entries };
}

/** Refuses a document that holds errors: CYCLE where the first of them is one, else INVALID_INPUT. */
export function refuseDocument({ plan, findings }: ReadDocument): Refusal | null {
  if (plan) return null;
  const errors = findings.filter(({ severity }) => severity === 'ERROR');
  const [first] = errors;
  const place = first?.line ? ` (line ${first.line}, column ${first.column ?? 1})` : '';
  const more = errors.length > 1 ? ` And ${errors.length - 1} more findings.` : '';
  const code = first?.code === 'CYCLE' ? 'CYCLE' : 'INVALID_INPUT';
  const message = `${first?.message ?? 'The document holds no plan.'}${place}${more}`;
  return { ...refuse(code, message, ['plan', 'content']), cycle: first?.cycle ?? null };
}

export interface ApplyOptions {
  reason: string;
  prune: boolean;
  dryRun: boolean;
  /** Hears what would change, dry run or not. */
  onDiff(diff: PlanDiff, rows: RowChange[]): void;
}

/** Decides applyPlan: the incident's topology becomes the document's; a document that changes nothing makes no event. */
export function decideApply(world: World, document: ReadDocument, moment: Moment, options: ApplyOptions): Decision {
  const refusal = refuseNoReason(options.reason) ?? refuseDocument(document);
  if (refusal || !document.plan) return no(...(refusal ? [refusal] : []));
  const { rows, entries, refusals } = planChanges(world, document.plan, {
    prune: options.prune,
    now: moment.now,
    actorId: moment.actor.id,
    newId: () => moment.newId(),
    hasHistory: (id) => world.hasNote(world.systems.indexOf(id)) || world.overrides.some((row) => row.systemId === id),
  });
  if (refusals.length > 0) return no(...refusals);
  const diff = diffOf(entries);
  options.onDiff(diff, rows);
  if (options.dryRun || rows.length === 0) return yes();
  const { added, changed, removed } = diff;
  return yes({ type: 'PLAN_APPLIED', reason: options.reason, facts: { added, changed, removed }, rows });
}

/** What declaring an incident makes, or why it can't. */
export type DeclarationDecision = { refusals: Refusal[] } | { incident: NewIncident; fact: Fact };

/** Decides declareIncident: its row and the whole of its first plan. */
export function decideDeclare(
  said: Omit<Declaration, 'id'>,
  document: ReadDocument | null,
  moment: Moment,
): DeclarationDecision {
  const fault = keyFault(said.key);
  const refusal = fault ? refuse('INVALID_INPUT', `The key ${fault}.`, ['key']) : document && refuseDocument(document);
  if (refusal) return { refusals: [refusal] };
  const incident = newIncident({ ...said, id: moment.newId() }, document?.plan ?? null, moment.now);
  const invalid = refuseTimes(incident, moment.now);
  if (invalid) return { refusals: [invalid] };
  const plan: Plan = document?.plan ?? { implied: [] };
  const { rows, entries, refusals } = planChanges(null, plan, {
    prune: false,
    now: moment.now,
    actorId: moment.actor.id,
    newId: () => moment.newId(),
    incident,
  });
  if (refusals.length > 0) return { refusals };
  const facts = { key: incident.key, title: incident.title, added: entries.length };
  return { incident, fact: { type: 'INCIDENT_DECLARED', facts, rows } };
}

function refuseTimes({ title, declaredAt, compromisedSince }: NewIncident, now: Instant): Refusal | null {
  if (title.trim() === '') return refuse('INVALID_INPUT', 'The title must not be empty.', ['title']);
  if (declaredAt > now) return refuse('INVALID_INPUT', 'declaredAt lies in the future.', ['declaredAt']);
  if (compromisedSince === null || compromisedSince <= declaredAt) return null;
  return refuse('INVALID_INPUT', 'compromisedSince lies after declaredAt.', ['compromisedSince']);
}
