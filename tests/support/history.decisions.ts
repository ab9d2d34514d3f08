import type { Board } from '../../src/board/board';
import type { OverrideRow } from '../../src/domain/marks';
import { type Name, names } from './history.actors';
import type { Command } from './history.commands';
import type { Dice } from './history.dice';
import type { Scene } from './history.helpful';

type Choice = (scene: Scene) => Command | undefined;

const commanders = ['cora', 'carl', 'max', 'pia'] as const satisfies Name[];

const isOpen = ({ status }: OverrideRow): boolean => status === 'REQUESTED' || status === 'APPROVED';
const systemKey = ({ board, dice }: Scene): string => board.systems.at(dice.between(0, board.systems.size - 1)).key;
const lineKey = ({ board, dice }: Scene): string => dice.maybe(board.lines.toArray())?.key ?? 'L1';

/** The systems that an override is meant to let pass, if they are not online yet. */
export function systemsUnderOverride(board: Board): number[] {
  return board.overrides
    .filter(isOpen)
    .map(({ systemId }) => board.systems.indexOf(systemId))
    .filter((system) => board.systems.at(system).state !== 'RETIRED');
}

/** A decision that brings the recovery forward: overrides that are wanted or wait for approval, lines that may run. */
export function helpfulDecision(scene: Scene): Command | undefined {
  const pending = scene.dice.chance(0.5) ? approval(scene) : undefined;
  if (pending) return pending;
  return scene.dice.weighted<Choice>([
    [3, requestOfOverride],
    [3, lineStarted],
    [1, (all) => on(all, 'reinstateSystem', 'cora', retiredOf(all))],
    [1, note],
  ])(scene);
}

/** A decision that makes trouble: cascades, retirements, lines that stop, an end before the end. */
export function troublingDecision(scene: Scene): Command {
  return scene.dice.weighted<(scene: Scene) => Command>([
    [6, cascade],
    [8, retirement],
    [3, (all) => on(all, 'reinstateSystem', 'carl', retiredOf(all)) ?? retirement(all)],
    [3, lineStopped],
    [2, (all) => approval(all) ?? rejection(all)],
    [2, rejection],
    [
      1,
      ({ dice }) => ({ mutation: 'closeIncident', by: 'cora', input: { reason: 'over', abandon: dice.chance(0.7) } }),
    ],
  ])(scene);
}

/** A decision of anybody about anything; most of these are refused. */
export function attemptedDecision(scene: Scene): Command {
  const by = scene.dice.pick(names);
  return scene.dice.weighted<(scene: Scene) => Command>([
    [4, anyRequest],
    [3, (all) => ({ ...(approval(all) ?? rejection(all)), by })],
    [2, (all) => ({ ...rejection(all), by })],
    [2, (all) => ({ ...lineStopped(all), by })],
    [
      2,
      (all) => ({
        mutation: 'markLineRunning',
        by,
        input: { line: lineKey(all), reason: all.dice.pick(['stock', '']) },
      }),
    ],
    [2, (all) => ({ ...retirement(all), by })],
    [
      1,
      (all) => ({
        mutation: 'reinstateSystem',
        by,
        input: { system: systemKey(all), reason: all.dice.pick(['back', '']) },
      }),
    ],
    [2, (all) => ({ ...cascade(all), by })],
    [1, ({ dice }) => ({ mutation: 'closeIncident', by, input: { reason: dice.pick(['over', ' ']) } })],
    [1, ({ dice }) => ({ mutation: 'reopenIncident', by, input: { reason: dice.pick(['back', '']) } })],
    [2, (all) => ({ ...note(all), by })],
  ])(scene);
}

function on({ dice }: Scene, mutation: Command['mutation'], by: Name, system: string | undefined): Command | undefined {
  return system === undefined ? undefined : { mutation, by, input: { system, reason: dice.pick(['wanted', 'again']) } };
}

function retiredOf({ board, dice }: Scene): string | undefined {
  return dice.maybe(board.systems.toArray().filter(({ state }) => state === 'RETIRED'))?.key;
}

/** A request for what would let a system pass as things are now. */
function requestOfOverride(scene: Scene): Command | undefined {
  const { board, dice } = scene;
  const waiting = Array.from({ length: board.systems.size }, (_, system) => system).filter((system) => {
    const { id } = board.systems.at(system);
    const isAsked = board.overrides.some((override) => override.systemId === id && isOpen(override));
    return !isAsked && board.blockersOf(system).some(({ overridable }) => overridable);
  });
  const system = dice.maybe(waiting);
  if (system === undefined) return undefined;
  const may = board.blockersOf(system).filter(({ overridable }) => overridable);
  const chosen = dice.chance(0.8) ? may : dice.some(may, 0.7);
  const dependencies = chosen.flatMap((blocker) => (blocker.kind === 'MILESTONE' ? [] : (blocker.systemId ?? [])));
  const milestones = chosen.flatMap(({ milestoneId }) => milestoneId ?? []);
  const input = { system: board.systems.at(system).key, dependencies, milestones, reason: 'production stands' };
  return { mutation: 'requestOverride', by: dice.pick(['erik', 'nora', 'cora', 'robot']), input };
}

function anyRequest(scene: Scene): Command {
  const { board, dice } = scene;
  const input = {
    system: systemKey(scene),
    dependencies: dice.some([systemKey(scene), systemKey(scene), 'nowhere'], 0.4),
    milestones: dice.some(board.milestones.toArray(), 0.2).map(({ key }) => key),
    reason: dice.pick(['hurry', 'hurry', '']),
  };
  return { mutation: 'requestOverride', by: dice.pick(names), input };
}

function approval({ board, dice, actors }: Scene): Command | undefined {
  const override = dice.maybe(board.overrides.filter((row) => row.status === 'REQUESTED' && board.now < row.expiresAt));
  if (!override) return undefined;
  const approved = board.approvalsOf(override.id).map(({ principalId }) => principalId);
  const others = commanders.filter((name) => ![override.requestedBy, ...approved].includes(actors[name].id));
  const by = dice.maybe(others) ?? 'cora';
  return { mutation: 'approveOverride', by, input: { override: override.id, reason: 'seen' } };
}

function rejection({ board, dice }: Scene): Command {
  const open = dice.maybe(board.overrides.filter(isOpen)) ?? dice.maybe(board.overrides);
  return {
    mutation: 'rejectOverride',
    by: dice.pick(['cora', 'erik', 'pia']),
    input: { override: open?.id ?? board.id },
  };
}

function lineStarted(scene: Scene): Command | undefined {
  const { board, dice } = scene;
  const lines = board.lines.toArray().filter(({ running }, line) => !running && board.lineStatusOf(line) !== 'BLOCKED');
  const line = dice.maybe(lines);
  return line && { mutation: 'markLineRunning', by: 'erik', input: { line: line.key, reason: 'from stock' } };
}

function lineStopped(scene: Scene): Command {
  const running = scene.board.lines.toArray().filter((line) => line.running);
  const line = scene.dice.maybe(running)?.key ?? lineKey(scene);
  return { mutation: 'markLineStopped', by: 'nora', input: { line, ...someReason(scene.dice) } };
}

function someReason(dice: Dice): { reason?: string } {
  return dice.chance(0.5) ? { reason: 'jam' } : {};
}

function retirement(scene: Scene): Command {
  const { dice } = scene;
  const input = { system: systemKey(scene), reason: dice.pick(['scrapped', 'scrapped', '']) };
  const by = dice.pick(commanders);
  if (dice.chance(0.4)) return { mutation: 'retireSystem', by, input };
  return { mutation: 'retireSystem', by, input: { ...input, replacedBy: systemKey(scene) } };
}

function cascade(scene: Scene): Command {
  const { board, dice } = scene;
  const signed = board.systems.toArray().filter(({ verifiedAt }) => verifiedAt !== null);
  const system = dice.maybe(signed)?.key ?? systemKey(scene);
  const expectedCount = dice.pick([{}, {}, { expectedCount: dice.between(0, 3) }]);
  return {
    mutation: 'revokeContainment',
    by: 'vera',
    input: { system, reason: 'beacon', cascade: true, ...expectedCount },
  };
}

function note(scene: Scene): Command {
  const { dice } = scene;
  const input = {
    text: dice.pick(['Called the vendor.', 'Seen.', ' ']),
    ...(dice.chance(0.7) && { system: systemKey(scene) }),
  };
  return { mutation: 'addNote', by: dice.pick(['erik', 'vera', 'cora', 'petra']), input };
}
