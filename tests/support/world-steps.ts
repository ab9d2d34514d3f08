import type { Board } from '../../src/board/board';
import { decideClose, decideReopenIncident } from '../../src/domain/closing';
import { minutesOfValidity } from '../../src/domain/containment';
import { decideWaiver } from '../../src/domain/checks';
import { type Decision, about, refuseClosed, systemChange } from '../../src/domain/decision';
import { type Fact, blackstartPrincipalId } from '../../src/domain/event';
import { decideAchieve, decideReopen } from '../../src/domain/milestone-decisions';
import { milestoneAchieved } from '../../src/domain/milestones';
import { decideOnline } from '../../src/domain/online';
import type { OverrideRow } from '../../src/domain/marks';
import { overrideInForce } from '../../src/domain/override-force';
import { decideApprove, decideReject, decideRequest, overridesExpired } from '../../src/domain/overrides';
import { blockers } from '../../src/domain/gate';
import { refuseSeparation } from '../../src/domain/separation';
import { decideVerify } from '../../src/domain/signature';
import { plusMinutes } from '../../src/domain/time';
import type { Moment, World } from '../../src/domain/world';
import type { CheckKind } from '../../src/domain/words';
import { SQLSTATE as S } from '../../src/postgres/sqlstate';

/**
 * One step as somebody would write it who asks no rule: the events that its decision emits, and what the domain says of it.
 * `reasons` are its refusals, each with the SQLSTATEs that may tell it.
 */
export interface Step {
  what: string;
  facts: Fact[];
  reasons(world: World): Reason[];
}

export type Reason = { why: string; states: readonly string[] };

const gateStates: Record<string, readonly string[]> = {
  INCIDENT: [S.gateIncident],
  STATE: [S.stepNotAllowed, S.checkViolation],
  CONTAINMENT: [S.gateContainment, S.checkViolation],
  DEPENDENCY: [S.gateDependency],
  DEPENDENCY_UNTRUSTED: [S.gateUntrusted],
  MILESTONE: [S.gateMilestone],
  HOLD: [S.gateHold],
};

const closed = (world: World): Reason[] => (refuseClosed(world) ? [{ why: 'INCIDENT', states: [S.gateIncident] }] : []);

function reasonsOf(decision: Decision, states: Record<string, readonly string[]>): Reason[] {
  if (!('refusals' in decision)) return [];
  return decision.refusals.map(({ code }) => ({ why: code, states: states[code] ?? [] }));
}

/** bringSystemOnline; `told`: the override that the event spends, where it lies about it. */
export function online(board: Board, system: number, moment: Moment, told?: OverrideRow | null): Step {
  const row = board.systems.at(system);
  const inForce = overrideInForce(board, system, moment.now);
  const spent = told === undefined ? inForce : told;
  const risen = { state: 'ONLINE' as const, stateSince: moment.now, serviceLevel: 'FULL' as const };
  const fact: Fact = {
    type: 'SYSTEM_ONLINE',
    ...about(row),
    reason: null,
    facts: { system: row.key, from: row.state, to: 'ONLINE', override: spent?.id ?? null },
    rows: [
      systemChange(row, { ...risen, onlineUnder: spent?.id ?? null }),
      ...(spent
        ? [{ table: 'override' as const, op: 'update' as const, row: { id: spent.id, status: 'USED' as const } }]
        : []),
    ],
  };
  expectHonest(board, spent === inForce ? decideOnline(board, system, moment, {}) : null, [fact]);
  return { what: 'online', facts: [fact], reasons: (world) => onlineReasons(world, system, moment, spent) };
}

function onlineReasons(world: World, system: number, moment: Moment, spent: OverrideRow | null): Reason[] {
  const { state } = world.systems.at(system);
  const found = blockers(world, system, moment.now);
  return [
    ...closed(world),
    ...(['ONLINE', 'RETIRED'].includes(state)
      ? [{ why: 'STATE', states: [...gateStates.STATE!, S.overrideNotAllowed] }]
      : []),
    ...(refuseSeparation(world, system, moment.actor, 'online')
      ? [{ why: 'SEPARATION_OF_DUTIES', states: [S.separationOfDuties] }]
      : []),
    ...(overrideInForce(world, system, moment.now)?.id === spent?.id
      ? []
      : [{ why: 'OVERRIDE', states: [S.overrideNotAllowed] }]),
    ...found
      .filter(({ kind }) => kind !== 'INCIDENT')
      .map(({ kind, overridable }) => ({
        why: kind,
        // what lies below a dependency that an override would pass is told as what it is
        states: kind === 'DEPENDENCY' && !overridable ? [...gateStates[kind]!, S.gateUntrusted] : gateStates[kind]!,
      })),
  ];
}

/** verifyContainment. */
export function verify(board: Board, system: number, moment: Moment): Step {
  const row = board.systems.at(system);
  const minutes = minutesOfValidity(board, row);
  const decision = decideVerify(board, system, moment, {});
  const signature = {
    ...{ verifiedAt: moment.now, verifiedBy: moment.actor.id, requiredAtSigning: [...board.requiredOf(system)] },
    expiresAt: minutes === null ? null : plusMinutes(moment.now, minutes),
    ...{ expiryLogged: false, revokedAt: null, revokedReason: null },
  };
  const fact: Fact = {
    type: 'CONTAINMENT_VERIFIED',
    ...about(row),
    reason: null,
    rows: [systemChange(row, signature)],
  };
  expectHonest(board, decision, [fact]);
  const states = {
    INVALID_TRANSITION: [S.signatureNotAllowed],
    SEPARATION_OF_DUTIES: [S.separationOfDuties, S.signatureNotAllowed],
    CHECKS_INCOMPLETE: [S.signatureNotAllowed],
  };
  const reasons = (world: World) => [...closed(world), ...reasonsOf(decideVerify(world, system, moment, {}), states)];
  return { what: 'verify', facts: [fact], reasons };
}

/** waiveContainmentCheck. */
export function waive(board: Board, system: number, moment: Moment, kind: CheckKind): Step {
  const row = board.systems.at(system);
  const check = {
    ...{ systemId: row.id, kind, outcome: 'WAIVED' as const, evidence: [], note: 'why not' },
    ...{ recordedAt: moment.now, recordedBy: moment.actor.id },
  };
  const op = board.checksOf(system).has(kind) ? ('update' as const) : ('insert' as const);
  const rows = [systemChange(row), { table: 'containment_check' as const, op, row: check }];
  const fact: Fact = { type: 'CHECK_WAIVED', ...about(row), reason: 'why not', rows };
  const decide = (world: World) => decideWaiver(world, system, moment, { kind, reason: 'why not' });
  expectHonest(board, decide(board), [fact]);
  const states = { INVALID_TRANSITION: [S.stepNotAllowed], NOT_WAIVABLE: [S.waiverNotAllowed] };
  return { what: 'waive', facts: [fact], reasons: (world) => [...closed(world), ...reasonsOf(decide(world), states)] };
}

/** achieveMilestone. */
export function achieve(board: Board, milestone: number, moment: Moment): Step {
  const row = board.milestones.at(milestone);
  const fact = milestoneAchieved(row, moment.now, moment.actor.id);
  const decide = (world: World) => decideAchieve(world, milestone, moment, {});
  expectHonest(board, decide(board), [fact]);
  const states = {
    INVALID_TRANSITION: [row.gate ? S.milestoneNotAchieved : S.actorNotAllowed],
    CRITERIA_NOT_MET: [S.milestoneNotAchieved],
  };
  return {
    what: 'achieve',
    facts: [fact],
    reasons: (world) => [...closed(world), ...reasonsOf(decide(world), states)],
  };
}

/** The tracker's own event that a milestone is achieved: where its criteria are met, it is no gate and was not told before. */
export function meet(board: Board, milestone: number, moment: Moment): Step {
  const fact = milestoneAchieved(board.milestones.at(milestone), moment.now, blackstartPrincipalId);
  const reasons = (world: World): Reason[] => [
    ...closed(world),
    ...(Array.from(world.metMilestones).includes(milestone)
      ? []
      : [{ why: 'NOT_MET', states: [S.milestoneNotAchieved, S.actorNotAllowed] }]),
  ];
  return { what: 'meet', facts: [fact], reasons };
}

/** reopenMilestone. */
export function reopen(board: Board, milestone: number): Step {
  const row = board.milestones.at(milestone);
  const columns = { achievedAt: null, achievedBy: null, voided: false };
  const fact: Fact = {
    ...{ type: 'MILESTONE_REOPENED', milestoneId: row.id, plantId: row.plantId, reason: null },
    rows: [{ table: 'milestone', op: 'update', row: { id: row.id, ...columns } }],
  };
  const decide = (world: World) => decideReopen(world, milestone, {});
  expectHonest(board, decide(board), [fact]);
  const states = { INVALID_TRANSITION: [S.milestoneNotAchieved] };
  return { what: 'reopen', facts: [fact], reasons: (world) => [...closed(world), ...reasonsOf(decide(world), states)] };
}

const decided = { INVALID_TRANSITION: [S.overrideNotAllowed], OVERRIDE_EXPIRED: [S.overrideNotAllowed] };

/** approveOverride. */
export function approve(board: Board, override: OverrideRow, moment: Moment): Step {
  const isEnough = board.approvalsOf(override.id).length + 1 >= board.incident.overrideApprovals;
  const expiresAt = plusMinutes(moment.now, board.incident.overrideMinutes);
  const status = isEnough ? ('APPROVED' as const) : ('REQUESTED' as const);
  const fact: Fact = {
    ...{
      type: 'OVERRIDE_APPROVED',
      ...about(board.systems.at(board.systems.indexOf(override.systemId))),
      reason: null,
    },
    rows: [
      {
        table: 'override_approval',
        op: 'insert',
        row: { overrideId: override.id, principalId: moment.actor.id, at: moment.now },
      },
      { table: 'override', op: 'update', row: { id: override.id, expiresAt, status } },
    ],
  };
  const decide = (world: World) => decideApprove(world, override, moment, null);
  expectHonest(board, decide(board), [fact]);
  const states = { ...decided, SEPARATION_OF_DUTIES: [S.separationOfDuties, S.uniqueViolation] };
  return {
    what: 'approve',
    facts: [fact],
    reasons: (world) => [...closed(world), ...reasonsOf(decide(world), states)],
  };
}

/** rejectOverride. */
export function reject(board: Board, override: OverrideRow, moment: Moment): Step {
  const fact: Fact = {
    ...{
      type: 'OVERRIDE_REJECTED',
      ...about(board.systems.at(board.systems.indexOf(override.systemId))),
      reason: null,
    },
    rows: [{ table: 'override', op: 'update', row: { id: override.id, status: 'REJECTED' } }],
  };
  const decide = (world: World) => decideReject(world, override, moment, null);
  expectHonest(board, decide(board), [fact]);
  return {
    what: 'reject',
    facts: [fact],
    reasons: (world) => [...closed(world), ...reasonsOf(decide(world), decided)],
  };
}

/** requestOverride, for a blocker that stands and may be passed: that is not in the rows, and the gate asks again. */
export function request(board: Board, system: number, moment: Moment): Step | null {
  const row = board.systems.at(system);
  const found = blockers(board, system, moment.now).find(({ overridable }) => overridable);
  if (!found) return null;
  const { kind, systemId, milestoneId } = found;
  const input = {
    dependencies: systemId === null ? [] : [board.systems.indexOf(systemId)],
    milestones: milestoneId === null ? [] : [board.milestones.indexOf(milestoneId)],
    reason: 'it must run',
  };
  const override = {
    ...{ id: moment.newId(), systemId: row.id, status: 'REQUESTED' as const, reason: input.reason },
    ...{ blockers: [{ kind, systemId, milestoneId }], requestedBy: moment.actor.id, requestedAt: moment.now },
    expiresAt: plusMinutes(moment.now, board.incident.overrideMinutes),
  };
  const facts: Fact[] = [
    ...overridesExpired(board, moment.now).filter((fact) => fact.systemId === row.id),
    {
      type: 'OVERRIDE_REQUESTED',
      ...about(row),
      reason: input.reason,
      rows: [{ table: 'override', op: 'insert', row: override }],
    },
  ];
  const decide = (world: World) => decideRequest(world, system, moment, input);
  expectHonest(board, decide(board), facts);
  const states = { ALREADY_EXISTS: [S.uniqueViolation], INVALID_INPUT: [], NOT_OVERRIDABLE: [] };
  return { what: 'request', facts, reasons: (world) => [...closed(world), ...reasonsOf(decide(world), states)] };
}

/** closeIncident. */
export function close(board: Board, moment: Moment, abandon: boolean): Step {
  const status = abandon ? ('ABANDONED' as const) : ('CLOSED' as const);
  const row = { id: board.incident.id, status, closedAt: moment.now };
  const facts: Fact[] = [
    ...overridesExpired(board, moment.now),
    {
      ...{ type: abandon ? 'INCIDENT_ABANDONED' : 'INCIDENT_CLOSED', reason: 'over' },
      rows: [{ table: 'incident', op: 'update', row }],
    },
  ];
  const decide = (world: World) => decideClose(world, moment, { reason: 'over', abandon });
  expectHonest(board, decide(board), facts);
  const states = { CRITERIA_NOT_MET: [S.closingNotAllowed] };
  return {
    what: abandon ? 'abandon' : 'close',
    facts,
    reasons: (world) => [...closed(world), ...reasonsOf(decide(world), states)],
  };
}

/** reopenIncident. */
export function reopenIncident(board: Board): Step {
  const row = { id: board.incident.id, status: 'OPEN' as const, closedAt: null };
  const fact: Fact = { type: 'INCIDENT_REOPENED', reason: 'again', rows: [{ table: 'incident', op: 'update', row }] };
  const decide = (world: World) => decideReopenIncident(world, { reason: 'again' });
  expectHonest(board, decide(board), [fact]);
  const states = { INVALID_TRANSITION: [S.stepNotAllowed] };
  return { what: 'reopen incident', facts: [fact], reasons: (world) => reasonsOf(decide(world), states) };
}

// What the domain decides for is written by it to the letter, but for the words beside the rows.
function expectHonest(board: Board, decision: Decision | null, facts: Fact[]): void {
  if (!decision || 'refusals' in decision || refuseClosed(board)) return;
  const told = (list: Fact[]) =>
    list.map(({ type, systemId = null, plantId = null, milestoneId = null, rows, reason }) => ({
      ...{ type, systemId, plantId, milestoneId, rows, reason },
    }));
  expect(told(facts)).toEqual(told(decision.facts));
}
