import type { Board } from '../../src/board/board';
import { decideChecks, decideWaiver } from '../../src/domain/checks';
import type { Decision } from '../../src/domain/decision';
import { decideAdd, decideRemove, dependencyBetween } from '../../src/domain/dependencies';
import { decideAchieve, decideReopen } from '../../src/domain/milestone-decisions';
import { onMilestone, onSystem } from '../../src/domain/named';
import { decideOffline, decideOnline } from '../../src/domain/online';
import type { CommandName } from '../../src/domain/permission';
import { decideMarkRestored, decideStartRestore, decideValidation } from '../../src/domain/restore';
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
} as const satisfies Partial<Record<CommandName, Rule>>;

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
  revokeContainment: { reason: 'beacon seen' },
  recordContainmentCheck: { kinds: ['IOC_SWEEP_CLEAN'], outcome: 'FAILED' },
  waiveContainmentCheck: { kind: 'OTHER', reason: 'not applicable' },
  updateSystem: { name: 'renamed' },
  addDependency: { strength: 'HARD', kind: 'TECHNICAL', requiredState: 'ONLINE', reason: null },
  removeDependency: { reason: 'wrong' },
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
  const rule = systemRules[command] as Rule;
  const rules = {
    ...onSystem(command),
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
