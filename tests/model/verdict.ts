import type { Instant, SystemRow } from '../../src/domain/rows';
import type { Actor, Grant } from '../../src/domain/world';
import type { Command, Mutation } from '../support/history.commands';
import type { Known } from './known';
import { isSeparated, unfit } from './laws.events';
import { blockers, holds, missing } from './oracle';
import { blastRadius } from './oracle.lines';
import { incidentOf } from './plain';
import { decisionVerdict } from './verdict.decisions';

type Step = 'restore' | 'verify' | 'online' | 'offline' | 'revoke';

const stepOf: Partial<Record<Mutation, Step>> = {
  ...{
    startRestore: 'restore',
    startRestores: 'restore',
    markSystemRestored: 'restore',
    markSystemsRestored: 'restore',
  },
  ...{ verifyContainment: 'verify', bringSystemOnline: 'online', bringSystemsOnline: 'online' },
  ...{ takeSystemOffline: 'offline', revokeContainment: 'revoke' },
};

const mayGive: Record<Step, Grant['role'][]> = {
  restore: ['ENGINEER', 'COMMANDER'],
  online: ['ENGINEER', 'COMMANDER'],
  offline: ['ENGINEER', 'COMMANDER'],
  verify: ['VERIFIER'],
  revoke: ['ENGINEER', 'VERIFIER', 'COMMANDER'],
};

/**
 * The code with which a command on one system must be refused, the first that fits in the order of the rules; null where it
 * must be taken, undefined for commands that this does not judge.
 */
export function verdict(
  known: Known,
  actor: Actor,
  { mutation, input }: Command,
  requested: string,
  now: Instant,
): string | null | undefined {
  const step = stepOf[mutation];
  if (step === undefined) return decisionVerdict(known, actor, { mutation, input }, now);
  const system = [...known.tables.system.values()].find(
    ({ key, id }) => key === requested || id === requested.toLowerCase(),
  );
  if (!system) return 'NOT_FOUND';
  if (!isPermitted(actor, step, system)) return 'FORBIDDEN';
  if (incidentOf(known.tables).status !== 'OPEN') return 'INCIDENT_CLOSED';
  if (input.expectedVersion !== undefined && input.expectedVersion !== system.version) return 'STALE_VERSION';
  if (!isReadable(input)) return 'INVALID_INPUT';
  if (step === 'revoke' && isSurprised(known, system, input)) return 'STALE_VERSION';
  if ((step === 'offline' || step === 'revoke') && input.reason.trim() === '') return 'INVALID_INPUT';
  if (!isPossible(mutation, step, system)) return 'INVALID_TRANSITION';
  return afterTransition(known, actor, step, system, now);
}

function isPermitted(actor: Actor, step: Step, { plantId }: SystemRow): boolean {
  if (step === 'verify' && actor.kind === 'SERVICE') return false;
  return actor.grants.some((grant) => mayGive[step].includes(grant.role) && (grant.plantId ?? plantId) === plantId);
}

/** "`expectedCount` guards against surprise" */
function isSurprised({ tables }: Known, system: SystemRow, { cascade, expectedCount }: Command['input']): boolean {
  if (!cascade || expectedCount === undefined) return false;
  const hit = [...blastRadius(tables, system.id)].filter(({ state }) => state !== 'RETIRED').concat(system);
  return hit.filter(({ verifiedAt }) => verifiedAt !== null).length !== expectedCount;
}

/** No NUL and no half of a surrogate pair in any text. */
export function isReadable(input: object): boolean {
  const texts = Object.values(input).flat() as unknown[];
  return texts.every((text) => typeof text !== 'string' || (!text.includes('\u0000') && text.isWellFormed()));
}

function isPossible(mutation: Mutation, step: Step, { state }: SystemRow): boolean {
  if (step === 'restore') {
    const fromOffline = mutation === 'startRestore' || mutation === 'startRestores';
    return (fromOffline ? ['OFFLINE'] : ['OFFLINE', 'RESTORING']).includes(state);
  }
  if (step === 'verify') return ['RESTORED', 'VALIDATED', 'ONLINE'].includes(state);
  if (step === 'online') return !['ONLINE', 'STOPPING', 'RETIRED'].includes(state);
  return state !== 'RETIRED' && (step === 'revoke' || state !== 'OFFLINE');
}

function afterTransition(
  known: Known,
  { id: actor }: Actor,
  step: Step,
  system: SystemRow,
  now: Instant,
): string | null {
  const { tables } = known;
  if (step === 'verify') {
    if (!isSeparated(known, system.id, actor, true)) return 'SEPARATION_OF_DUTIES';
    return unfit(known, system).length > 0 ? 'CHECKS_INCOMPLETE' : null;
  }
  if (step === 'online') {
    if (!isSeparated(known, system.id, actor, false)) return 'SEPARATION_OF_DUTIES';
    return blockers(tables, system.id, now).length > 0 ? 'BLOCKED' : null;
  }
  if (step !== 'restore') return null;
  if (missing(tables, system).includes('EVIDENCE_PRESERVED')) return 'CHECKS_INCOMPLETE';
  return holds(tables, system).length > 0 ? 'BLOCKED' : null;
}
