import { decideChecks, decideWaiver } from './checks';
import { type Decision, refuseClosed } from './decision';
import { decideAdd } from './dependencies';
import { decidePlaceHold, decideReleaseHold, plantOfHold } from './holds';
import { onSystem, refusePlace } from './named';
import { decideOffline, decideOnline } from './online';
import { decideRequest } from './overrides';
import type { CommandName } from './permission.table';
import { decideMarkRestored, decideStartRestore, decideValidation } from './restore';
import { decideReinstate, decideRetire } from './retirement';
import { permitRetirement } from './retirement-places';
import { decideRevoke, decideVerify } from './signature';
import { decideUpdate } from './system-edit';
import { type CheckKind, type SystemAction, checkKinds, systemActions } from './words';
import type { Moment, World } from './world';

type Attempt = (world: World, system: number, moment: Moment) => Decision;

const reason = 'asked what is allowed';
const evidence = [{ label: reason }];

// Each action as its command decides it, with an input that nothing can be said against.
const attempts: Record<Exclude<SystemAction, 'RELEASE_HOLD'>, { command: CommandName; decide: Attempt }> = {
  UPDATE: { command: 'updateSystem', decide: (world, system, moment) => decideUpdate(world, system, moment, {}) },
  ADD_DEPENDENCY: { command: 'addDependency', decide: decideSomeDependency },
  START_RESTORE: { command: 'startRestore', decide: (...on) => decideStartRestore(...on, {}) },
  MARK_RESTORED: { command: 'markSystemRestored', decide: (...on) => decideMarkRestored(...on, {}) },
  RECORD_VALIDATION: {
    command: 'recordValidation',
    decide: (...on) => decideValidation(...on, { passed: true, note: reason }),
  },
  BRING_ONLINE: { command: 'bringSystemOnline', decide: (...on) => decideOnline(...on, {}) },
  TAKE_OFFLINE: { command: 'takeSystemOffline', decide: (...on) => decideOffline(...on, { reason }) },
  RETIRE: { command: 'retireSystem', decide: decideSomeRetirement },
  REINSTATE: { command: 'reinstateSystem', decide: (...on) => decideReinstate(...on, { reason }) },
  RECORD_CHECK: {
    command: 'recordContainmentCheck',
    decide: (...on) => decideChecks(...on, { kinds: ['OTHER'], outcome: 'PASSED', evidence }),
  },
  WAIVE_CHECK: { command: 'waiveContainmentCheck', decide: decideSomeWaiver },
  VERIFY_CONTAINMENT: { command: 'verifyContainment', decide: (...on) => decideVerify(...on, {}) },
  REVOKE_CONTAINMENT: {
    command: 'revokeContainment',
    decide: (...on) => decideRevoke(...on, { reason, cascade: false, expectedCount: null }),
  },
  PLACE_HOLD: { command: 'placeHold', decide: decideOwnHold },
  REQUEST_OVERRIDE: { command: 'requestOverride', decide: decideSomeOverride },
};

/** What an actor may do to a system now: what the commands themselves would not refuse, given some fitting input. */
export function allowedActions(world: World, system: number, moment: Moment): SystemAction[] {
  if (refuseClosed(world)) return [];
  return systemActions.filter((action) => {
    if (action === 'RELEASE_HOLD') return mayReleaseOne(world, system, moment);
    const { command, decide } = attempts[action];
    if (onSystem(command).permit(world, system, moment)) return false;
    return 'facts' in decide(world, system, moment);
  });
}

function decideOwnHold(world: World, system: number, moment: Moment): Decision {
  const { id } = world.systems.at(system);
  return decidePlaceHold(world, moment, { systemId: id, plantId: null, reason: `${reason} ${moment.now}` });
}

function decideSomeWaiver(world: World, system: number, moment: Moment): Decision {
  const waivable = checkKinds.find((kind) => !world.incident.neverWaive.includes(kind)) as CheckKind;
  return decideWaiver(world, system, moment, { kind: waivable ?? checkKinds[0], reason });
}

// A SOFT one closes no cycle: any other system will do that it does not depend on yet.
function decideSomeDependency(world: World, system: number, moment: Moment): Decision {
  const soft = { strength: 'SOFT', kind: 'TECHNICAL', requiredState: 'ONLINE', reason } as const;
  for (let dependsOn = 0; dependsOn < world.systems.size; dependsOn++) {
    const decision = decideAdd(world, system, moment, { ...soft, dependsOn });
    if ('facts' in decision) return decision;
  }
  return { refusals: [] };
}

// Without a replacement, else with any system that could be one.
function decideSomeRetirement(world: World, system: number, moment: Moment): Decision {
  const alone = decideRetire(world, system, moment, { reason, replacedBy: null });
  if ('facts' in alone || alone.refusals.every(({ code }) => code !== 'IN_USE')) return alone;
  // what goes over is the same, whatever it goes to
  if (permitRetirement(world, { system, replacedBy: system }, moment)) return alone;
  for (let replacedBy = 0; replacedBy < world.systems.size; replacedBy++) {
    const decision = decideRetire(world, system, moment, { reason, replacedBy });
    if ('facts' in decision) return decision;
  }
  return alone;
}

function decideSomeOverride(world: World, system: number, moment: Moment): Decision {
  const dependencies = Array.from(world.dependenciesOf(system), (edge) => world.targetOf(edge));
  const milestones = Array.from(world.afterOf(system));
  const tried = [
    ...dependencies.map((index) => ({ dependencies: [index], milestones: [] as number[], reason })),
    ...milestones.map((index) => ({ dependencies: [] as number[], milestones: [index], reason })),
  ].map((input) => decideRequest(world, system, moment, input));
  return tried.find((decision) => 'facts' in decision) ?? { refusals: [] };
}

function mayReleaseOne(world: World, system: number, moment: Moment): boolean {
  return world.holdsOn(system).some((hold) => {
    const isOwn = hold.placedBy === moment.actor.id && moment.actor.kind === 'HUMAN';
    const place = plantOfHold(world, hold);
    if (!isOwn && refusePlace(world, ['releaseAnothersHold'], moment.actor, place)) return false;
    return 'facts' in decideReleaseHold(world, hold, { reason });
  });
}
