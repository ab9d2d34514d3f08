import { hasServed, isSettled, resetByRestore, unsigned } from './containment';
import { type Decision, about, no, refuseNoReason, systemChange, yes } from './decision';
import { type EvidenceInput, evidenceOf, refuseEvidence } from './evidence';
import { blockedBy, holdBlockers } from './gate';
import { type Refusal, refuse } from './refusal';
import type { Instant } from './rows';
import type { RowChange } from './tables';
import { type Step, refuseTransition } from './transitions';
import type { Moment, World } from './world';

export interface RestoreInput {
  note?: string | null;
  restorePoint?: string | null;
  restorePointAt?: Instant | null;
}

/** Decides startRestore: the evidence is kept, no hold; the old signature ends. */
export function decideStartRestore(world: World, system: number, moment: Moment, input: RestoreInput): Decision {
  const row = world.systems.at(system);
  const refusal = refuseRestore(world, system, 'startRestore');
  if (refusal) return no(refusal);
  return yes({
    type: 'RESTORE_STARTED',
    ...about(row),
    reason: input.note ?? null,
    facts: { system: row.key, from: row.state, to: 'RESTORING' },
    rows: restoredAnew(world, system, {
      state: 'RESTORING',
      stateSince: moment.now,
      firstStartedAt: row.firstStartedAt ?? moment.now,
    }),
  });
}

/** Decides markSystemRestored: as startRestore; from OFFLINE it starts and ends the restore at once. */
export function decideMarkRestored(world: World, system: number, moment: Moment, input: RestoreInput): Decision {
  const row = world.systems.at(system);
  const refusal = refuseRestore(world, system, 'markSystemRestored');
  if (refusal) return no(refusal);
  const patch = {
    state: 'RESTORED' as const,
    stateSince: moment.now,
    firstStartedAt: row.firstStartedAt ?? moment.now,
    restoredBy: moment.actor.id,
    restoredAt: moment.now,
    restorePoint: input.restorePoint ?? null,
    restorePointAt: input.restorePointAt ?? null,
  };
  return yes({
    type: 'SYSTEM_RESTORED',
    ...about(row),
    reason: input.note ?? null,
    facts: { system: row.key, from: row.state, to: 'RESTORED', restorePoint: patch.restorePoint },
    rows: row.state === 'OFFLINE' ? restoredAnew(world, system, patch) : [systemChange(row, patch)],
  });
}

/** Refuses a step of the restore: from another state, without the evidence that it would wipe, on hold. */
export function refuseRestore(world: World, system: number, step: Step): Refusal | null {
  const row = world.systems.at(system);
  const transition = refuseTransition(step, row);
  if (transition) return transition;
  const evidence = refuseUnpreserved(world, system);
  if (evidence) return evidence;
  const holds = holdBlockers(world, system);
  return holds.length > 0 ? blockedBy(row.key, 'be restored', holds) : null;
}

// A rebuild wipes evidence.
function refuseUnpreserved(world: World, system: number): Refusal | null {
  const kind = 'EVIDENCE_PRESERVED';
  if (!world.requiredOf(system).includes(kind) || isSettled(world.checksOf(system).get(kind))) return null;
  const { key } = world.systems.at(system);
  return refuse(
    'CHECKS_INCOMPLETE',
    `${key} needs the check ${kind} passed or waived first: a restore wipes evidence.`,
  );
}

/** The rows of a system that is restored anew: its signature ends, with the waivers that served it and what the old image proved. */
function restoredAnew(world: World, system: number, patch: Parameters<typeof systemChange>[1]): RowChange[] {
  const row = world.systems.at(system);
  const ended: RowChange[] = [...world.checksOf(system).values()]
    .filter((check) => resetByRestore.includes(check.kind) || (check.outcome === 'WAIVED' && hasServed(row, check)))
    .map(({ kind }) => ({ table: 'containment_check', op: 'delete', row: { systemId: row.id, kind } }));
  return [systemChange(row, { ...patch, ...unsigned }), ...ended];
}

export interface ValidationInput {
  passed: boolean;
  note?: string | null;
  evidence?: readonly EvidenceInput[] | null;
}

/** Decides recordValidation: a pass needs evidence or a note, a failure a note and begins the next iteration. */
export function decideValidation(world: World, system: number, moment: Moment, input: ValidationInput): Decision {
  const row = world.systems.at(system);
  const evidence = evidenceOf(input.evidence);
  const proof = input.passed && evidence.length > 0 ? null : refuseNoReason(input.note, 'note');
  const refusal =
    refuseEvidence(input.evidence) ??
    proof ??
    refuseTransition(input.passed ? 'passValidation' : 'failValidation', row);
  if (refusal) return no(refusal);
  const lastValidation = {
    passed: input.passed,
    at: moment.now,
    by: moment.actor.id,
    note: input.note ?? null,
    evidence,
  };
  const patch = { lastValidation, stateSince: moment.now };
  return yes({
    type: input.passed ? 'VALIDATION_PASSED' : 'VALIDATION_FAILED',
    ...about(row),
    reason: input.note ?? null,
    facts: { system: row.key, iteration: row.iteration, evidence },
    rows: input.passed
      ? [systemChange(row, { ...patch, state: 'VALIDATED' })]
      : restoredAnew(world, system, { ...patch, state: 'RESTORING', iteration: row.iteration + 1 }),
  });
}
