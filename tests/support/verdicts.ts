import type { Board } from '../../src/board/board';
import { decideChecks, decideWaiver } from '../../src/domain/checks';
import type { Decision } from '../../src/domain/decision';
import { decideAdd, decideRemove, dependencyBetween } from '../../src/domain/dependencies';
import { decidePlaceHold } from '../../src/domain/holds';
import { decideRunning, decideStopped } from '../../src/domain/lines';
import { decideAchieve, decideReopen } from '../../src/domain/milestone-decisions';
import { findNamed, onMilestone, onSystem } from '../../src/domain/named';
import { decideNote } from '../../src/domain/notes';
import { decideOffline, decideOnline } from '../../src/domain/online';
import { decideApprove, decideReject, decideRequest } from '../../src/domain/overrides';
import type { CommandName } from '../../src/domain/permission.table';
import { decideMarkRestored, decideStartRestore, decideValidation } from '../../src/domain/restore';
import { decideReinstate, decideRetire } from '../../src/domain/retirement';
import { permitRetirement } from '../../src/domain/retirement-places';
import type { OverrideRow } from '../../src/domain/marks';
import type { Instant, SystemRow } from '../../src/domain/rows';
import { decideRevoke, decideVerify } from '../../src/domain/signature';
import { decideUpdate } from '../../src/domain/system-edit';
import type { RowChange } from '../../src/domain/tables';
import type { Actor, Grant, Moment, World } from '../../src/domain/world';
import { type Verdict, judge } from '../../src/log/judge';
import { idOf, noon } from './board-builder';

type Input = Record<string, unknown>;
type Rule = (world: World, object: number, moment: Moment, input: never) => Decision;

/** The rules of the commands on one system, under the commands' names. */
const systemRules = {
  startRestore: decideStartRestore,
  markSystemRestored: decideMarkRestored,
  recordValidation: decideValidation,
  verifyContainment: decideVerify,
  bringSystemOnline: decideOnline,
  takeSystemOffline: decideOffline,
  revokeContainment: decideRevoke,
  recordContainmentCheck: decideChecks,
  waiveContainmentCheck: decideWaiver,
  updateSystem: decideUpdate,
  addDependency: decideAdd,
  removeDependency: removal,
  retireSystem: (world, system, moment, input: Named) =>
    decideRetire(world, system, moment, { ...input, replacedBy: namedIn(world, input.replacedBy)[0] ?? null }),
  reinstateSystem: decideReinstate,
  placeHold: (world, system, moment, input: { reason: string }) =>
    decidePlaceHold(world, moment, { ...input, systemId: world.systems.at(system).id, plantId: null }),
  requestOverride: (world, system, moment, input: Named) =>
    decideRequest(world, system, moment, {
      reason: input.reason,
      dependencies: namedIn(world, input.dependencies),
      milestones: (input.milestones ?? []).map((key) => world.milestones.find(key) as number),
    }),
  addNote: decideNote,
} as const satisfies Partial<Record<CommandName, Rule>>;

interface Named {
  reason: string;
  replacedBy?: string;
  dependencies?: string[];
  milestones?: string[];
}

function namedIn(world: World, keys: string | string[] | undefined): number[] {
  return [keys ?? []].flat().map((key) => world.systems.find(key) as number);
}

function removal(world: World, system: number, moment: Moment, input: { dependsOn: string; reason: string }): Decision {
  const dependency = dependencyBetween(world, system, world.systems.find(input.dependsOn) as number);
  if (!dependency) throw new Error(`nothing waits for ${input.dependsOn}`);
  return decideRemove(world, system, dependency, moment, input);
}

const milestoneRules = {
  achieveMilestone: decideAchieve as Rule,
  reopenMilestone: ((world, milestone, _moment, input) => decideReopen(world, milestone, input)) as Rule,
} as const;

/** The least input that each command accepts. */
export const plainly: Record<keyof typeof systemRules, Input> = {
  startRestore: {},
  markSystemRestored: {},
  recordValidation: { passed: true, note: 'orders flow' },
  verifyContainment: {},
  bringSystemOnline: {},
  takeSystemOffline: { reason: 'maintenance' },
  revokeContainment: { reason: 'beacon seen', cascade: false, expectedCount: null },
  recordContainmentCheck: { kinds: ['IOC_SWEEP_CLEAN'], outcome: 'FAILED' },
  waiveContainmentCheck: { kind: 'OTHER', reason: 'not applicable' },
  updateSystem: { name: 'renamed' },
  addDependency: { strength: 'HARD', kind: 'TECHNICAL', requiredState: 'ONLINE', reason: null },
  removeDependency: { reason: 'wrong' },
  retireSystem: { reason: 'not needed' },
  reinstateSystem: { reason: 'needed after all' },
  placeHold: { reason: 'odd traffic' },
  requestOverride: { reason: 'the line must run' },
  addNote: { text: 'vendor called' },
};

export type SystemCommandName = keyof typeof systemRules;

const everything: Grant[] = (['ENGINEER', 'VERIFIER', 'COMMANDER'] as const).map((role) => ({
  role,
  incidentId: null,
  plantId: null,
}));

/** A person of a name; with every grant that a recovery needs unless others are given. */
export function person(name: string, grants: readonly Grant[] = everything): Actor {
  return { id: idOf(name), kind: 'HUMAN', grants };
}

/** A person and a moment of a decision; ids come out 1, 2, 3 … */
export function momentOf({ by = 'ben', at = noon }: { by?: string | Actor; at?: Instant } = {}): Moment {
  let ids = 0;
  return { now: at, actor: typeof by === 'string' ? person(by) : by, newId: () => idOf(`new ${++ids}`) };
}

interface Circumstances {
  by?: string | Actor;
  at?: Instant;
  expectedVersion?: number;
}

/** One call of a command on one system of a board: what would be refused, or the events and the board after them. */
export function give(
  board: Board,
  command: SystemCommandName,
  system: string,
  input: Input = {},
  { expectedVersion, ...when }: Circumstances = {},
): Verdict {
  const filled = { ...plainly[command], ...input };
  const rule = systemRules[command];
  const retirement = { replacedBy: null, ...filled } as { replacedBy: string | null };
  const rules = {
    ...onSystem(command),
    ...(command === 'retireSystem' && {
      permit: (world: World, system: number, moment: Moment) =>
        permitRetirement(world, { system, replacedBy: namedIn(world, retirement.replacedBy ?? [])[0] ?? null }, moment),
    }),
    decide: (world: World, object: number, moment: Moment) => rule(world, object, moment, filled as never),
  };
  return judge(board, rules, { requested: system, input: filled, expectedVersion }, momentOf(when));
}

/** The same on one milestone. */
export function giveMilestone(
  board: Board,
  command: keyof typeof milestoneRules,
  milestone: string,
  { expectedVersion: _none, ...when }: Circumstances = {},
): Verdict {
  const decide = (world: World, object: number, moment: Moment): Decision =>
    milestoneRules[command](world, object, moment, {} as never);
  return judge(board, { ...onMilestone(command), decide }, { requested: milestone, input: {} }, momentOf(when));
}

/** A decision about an override, as its command judges it. */
export function giveOverride(
  board: Board,
  command: 'approveOverride' | 'rejectOverride',
  of: string,
  when: Circumstances = {},
): Verdict {
  const rules = {
    find: (world: World) => ({ object: world.overrides.find(({ systemId }) => systemId === idOf(of)) as OverrideRow }),
    permit: () => null,
    idOf: (_world: World, { id }: OverrideRow) => id,
    decide: (world: World, override: OverrideRow, moment: Moment) =>
      (command === 'approveOverride' ? decideApprove : decideReject)(world, override, moment, null),
  };
  return judge(board, rules, { requested: of, input: {} }, momentOf(when));
}

/** A decision about a line. */
export function giveLine(
  board: Board,
  command: 'markLineRunning' | 'markLineStopped',
  line: string,
  input: { reason?: string } = {},
): Verdict {
  const rules = {
    find: (world: World) => findNamed(world.lines, 'line', line),
    permit: () => null,
    idOf: (world: World, object: number) => world.lines.at(object).id,
    decide: (world: World, object: number) =>
      (command === 'markLineRunning' ? decideRunning : decideStopped)(world, object, input),
  };
  return judge(board, rules, { requested: line, input }, momentOf());
}

/** A decision about the incident as a whole. */
export function giveIncident(
  board: Board,
  decide: (world: World, moment: Moment) => Decision,
  whileClosed = false,
): Verdict {
  const rules = {
    find: () => ({ object: null }),
    permit: () => null,
    idOf: (world: World) => world.incident.id,
    decide: (world: World, _object: null, moment: Moment) => decide(world, moment),
    whileClosed,
  };
  return judge(board, rules, { requested: 'albion', input: {} }, momentOf());
}

/** The board after a command that must have been allowed. */
export function done(verdict: Verdict): Board {
  if (verdict.refusals.length > 0) throw new Error(`refused: ${JSON.stringify(verdict.refusals)}`);
  return verdict.board;
}

export const codesOf = (verdict: Pick<Verdict, 'refusals'>): string[] => verdict.refusals.map(({ code }) => code);
export const typesOf = (verdict: Verdict): string[] => verdict.drafts.map(({ event }) => event.type);
export const changesOf = (verdict: Verdict): RowChange[] => verdict.drafts.flatMap(({ event }) => event.rows);

/** The row of a system by its key. */
export function rowOf(board: Board, key: string): SystemRow {
  return board.systems.at(indexOf(board, key));
}

export function indexOf(board: Board, key: string): number {
  return board.systems.indexOf(idOf(key));
}

/** The blockers of a system in short: kind and the key of what it speaks of. */
export function blockersOf(board: Board, key: string): string[] {
  return board.blockersOf(indexOf(board, key)).map((blocker) => {
    const about = blocker.milestoneId
      ? board.milestones.at(board.milestones.indexOf(blocker.milestoneId)).key
      : blocker.systemId && board.systems.at(board.systems.indexOf(blocker.systemId)).key;
    const cause = blocker.causeId && ` < ${board.systems.at(board.systems.indexOf(blocker.causeId)).key}`;
    return [blocker.kind, ...(about ? [about] : [])].join(' ') + (cause ?? '');
  });
}

export function milestoneStatus(board: Board, key: string): string {
  return board.milestoneStatusOf(board.milestones.indexOf(idOf(key)));
}
