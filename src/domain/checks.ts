import { type Decision, about, no, refuseNoReason, systemChange, yes } from './decision';
import type { Fact } from './event';
import { type EvidenceInput, evidenceOf, refuseEvidence } from './evidence';
import { type Refusal, refuse } from './refusal';
import { revoked } from './signature';
import type { CheckRow, Evidence } from './rows';
import type { RowChange } from './tables';
import { isCounted } from './transitions';
import type { CheckKind, CheckOutcome } from './words';
import type { Moment, World } from './world';

export interface ChecksInput {
  kinds: readonly CheckKind[];
  outcome: CheckOutcome;
  evidence?: readonly EvidenceInput[] | null;
  note?: string | null;
}

/**
 * Decides recordContainmentCheck(s): PASSED needs evidence; FAILED, or PENDING again, on a check that a standing signature
 * rests on revokes it.
 */
export function decideChecks(world: World, system: number, moment: Moment, input: ChecksInput): Decision {
  const row = world.systems.at(system);
  const refusal = refuseOutcome(input) ?? refuseEvidence(input.evidence) ?? refuseRetired(world, system);
  if (refusal) return no(refusal);
  const { outcome, note } = input;
  const evidence = evidenceOf(input.evidence);
  const kinds = [...new Set(input.kinds)];
  const recorded = kinds.map((kind): Fact => ({
    type: 'CHECK_RECORDED',
    ...about(row),
    reason: note ?? null,
    facts: { system: row.key, kind, outcome, evidence },
    rows: [systemChange(row), ...checkChange(world, system, moment, { kind, outcome, note, evidence })],
  }));
  const fallen = outcome === 'PASSED' ? [] : kinds.filter((kind) => row.requiredAtSigning.includes(kind));
  if (fallen.length === 0) return yes(...recorded);
  const left = new Set(world.checksOf(system).keys());
  for (const kind of kinds) {
    if (outcome === 'PENDING') left.delete(kind);
    else left.add(kind);
  }
  return yes(
    ...recorded,
    revoked(world, system, moment, `${fallen.join(', ')} ${outcome} on a standing signature`, left),
  );
}

/** Decides waiveContainmentCheck: a reason, and a kind that the policy lets be waived. */
export function decideWaiver(
  world: World,
  system: number,
  moment: Moment,
  input: { kind: CheckKind; reason: string },
): Decision {
  const row = world.systems.at(system);
  const refusal = refuseNoReason(input.reason) ?? refuseRetired(world, system) ?? refuseUnwaivable(world, input.kind);
  if (refusal) return no(refusal);
  const waived = { kind: input.kind, outcome: 'WAIVED' as const, evidence: [], note: input.reason };
  return yes({
    type: 'CHECK_WAIVED',
    ...about(row),
    reason: input.reason,
    facts: { system: row.key, kind: input.kind },
    rows: [systemChange(row), ...checkChange(world, system, moment, waived)],
  });
}

function refuseOutcome({ kinds, outcome, evidence }: ChecksInput): Refusal | null {
  if (kinds.length === 0) return refuse('INVALID_INPUT', 'Name at least one kind of check.', ['kinds']);
  if (outcome === 'WAIVED') {
    return refuse('INVALID_INPUT', 'A waiver is a decision of its own: use waiveContainmentCheck.', ['outcome']);
  }
  if (outcome !== 'PASSED' || (evidence && evidence.length > 0)) return null;
  return refuse('INVALID_INPUT', 'A check passes on evidence: name at least one item.', ['evidence']);
}

function refuseRetired(world: World, system: number): Refusal | null {
  const row = world.systems.at(system);
  if (isCounted(row.state)) return null;
  return refuse('INVALID_TRANSITION', `${row.key} is ${row.state}; reinstate it before checks are recorded.`);
}

function refuseUnwaivable(world: World, kind: CheckKind): Refusal | null {
  if (!world.incident.neverWaive.includes(kind)) return null;
  return refuse('NOT_WAIVABLE', `The policy lets nobody waive ${kind}: it must pass.`, ['kind']);
}

// PENDING is the absence of a record.
function checkChange(
  world: World,
  system: number,
  moment: Moment,
  record: { kind: CheckKind; outcome: CheckOutcome; note?: string | null; evidence: Evidence[] },
): RowChange[] {
  const { id: systemId } = world.systems.at(system);
  const { kind } = record;
  const exists = world.checksOf(system).has(kind);
  if (record.outcome === 'PENDING') {
    return exists ? [{ table: 'containment_check', op: 'delete', row: { systemId, kind } }] : [];
  }
  const row: Omit<CheckRow, 'version'> = {
    systemId,
    kind,
    outcome: record.outcome,
    evidence: record.evidence,
    note: record.note ?? null,
    recordedAt: moment.now,
    recordedBy: moment.actor.id,
  };
  return [{ table: 'containment_check', op: exists ? 'update' : 'insert', row }];
}
