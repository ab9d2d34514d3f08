import { checkKinds } from '../../src/domain/words';
import { type Name, names } from './history.actors';
import type { Command } from './history.commands';
import { attemptedDecision, troublingDecision } from './history.decisions';
import { type Scene, anyOf } from './history.helpful';
import { planStep } from './history.plan-steps';

type Choice = (scene: Scene) => Command;

const anybody = ({ dice }: Scene): Name => dice.pick(names);

/** How a request may name a system: by key or UUID, now and then one that is not there. */
function someSystem(scene: Scene): string {
  const { key, id } = anyOf(scene);
  return scene.dice.weighted([
    [80, key],
    [15, id],
    [3, id.toUpperCase()],
    [2, 'nowhere'],
  ]);
}

function oneOrMore(scene: Scene): string[] {
  return Array.from({ length: scene.dice.between(1, 4) }, () => someSystem(scene));
}

function expected(scene: Scene): { expectedVersion?: number } {
  if (scene.dice.chance(0.8)) return {};
  return {
    expectedVersion: scene.dice.chance(0.5) ? scene.board.position : scene.dice.between(1, scene.board.position),
  };
}

const trouble: readonly (readonly [number, Choice])[] = [
  [
    8,
    (scene) => ({
      mutation: 'revokeContainment',
      by: 'vera',
      input: { system: anyOf(scene).key, reason: 'beacon seen' },
    }),
  ],
  [6, (scene) => ({ mutation: 'takeSystemOffline', by: 'erik', input: { system: anyOf(scene).key, reason: 'smoke' } })],
  [8, withdrawnCheck],
  [10, hold],
  [6, (scene) => release(scene, 'cora')],
  [3, (scene) => release(scene, anybody(scene))],
  [12, edit],
  [8, addedEdge],
  [6, removedEdge],
  [6, (scene) => gate(scene, 'achieveMilestone')],
  [8, (scene) => gate(scene, 'reopenMilestone')],
  [24, (scene) => planStep(scene)],
  [24, troublingDecision],
];

const attempts: readonly (readonly [number, Choice])[] = [
  [3, (scene) => onOne(scene, 'startRestore')],
  [3, (scene) => onOne(scene, 'markSystemRestored')],
  [5, (scene) => onOne(scene, 'bringSystemOnline')],
  [2, (scene) => ({ mutation: 'bringSystemsOnline', by: anybody(scene), input: { systems: oneOrMore(scene) } })],
  [1, (scene) => ({ mutation: 'startRestores', by: anybody(scene), input: { systems: oneOrMore(scene) } })],
  [1, (scene) => ({ mutation: 'markSystemsRestored', by: anybody(scene), input: { systems: [] } })],
  [
    3,
    (scene) => onOne(scene, 'recordValidation', { passed: scene.dice.chance(0.6), note: scene.dice.pick(['ran', '']) }),
  ],
  [3, (scene) => onOne(scene, 'verifyContainment', { expectedVersion: anyOf(scene).version })],
  [2, (scene) => onOne(scene, 'verifyContainment', { expectedVersion: scene.board.position })],
  [3, (scene) => onOne(scene, 'waiveContainmentCheck', { kind: scene.dice.pick(checkKinds), reason: 'no such thing' })],
  [2, (scene) => onOne(scene, 'recordContainmentCheck', { kind: scene.dice.pick(checkKinds), outcome: 'PASSED' })],
  [
    2,
    (scene) => onOne(scene, 'revokeContainment', { reason: scene.dice.pick(['odd', ' ', 'bad\u0000', 'half \ud800']) }),
  ],
  [2, (scene) => onOne(scene, 'takeSystemOffline', { reason: '' })],
  [12, attemptedDecision],
];

/** A command that makes trouble for the recovery. */
export function troubleStep(scene: Scene): Command {
  return scene.dice.weighted(trouble)(scene);
}

/** A command of anybody on anything; most of these are refused. */
export function attempt(scene: Scene): Command {
  return scene.dice.weighted(attempts)(scene);
}

function onOne(scene: Scene, mutation: Command['mutation'], input: object = {}): Command {
  return { mutation, by: anybody(scene), input: { system: someSystem(scene), ...expected(scene), ...input } };
}

function withdrawnCheck(scene: Scene): Command {
  const { dice, board } = scene;
  const system = dice.between(0, board.systems.size - 1);
  const kinds = dice.some(board.requiredOf(system), 0.4);
  const input = {
    systems: [board.systems.at(system).key],
    kinds,
    outcome: dice.pick(['FAILED', 'PENDING']),
    note: 'again',
  };
  return { mutation: 'recordContainmentChecks', by: 'vera', input };
}

function hold(scene: Scene): Command {
  const { dice } = scene;
  const on = dice.weighted<object>([
    [6, { system: someSystem(scene) }],
    [2, { plant: dice.pick(['P1', 'P2']) }],
    [1, {}],
    [1, { system: someSystem(scene), plant: 'P1' }],
  ]);
  return {
    mutation: 'placeHold',
    by: anybody(scene),
    input: { ...on, reason: dice.pick(['police', 'forensics', '']) },
  };
}

function release({ board, dice }: Scene, by: Name): Command {
  const id = dice.maybe(board.holds)?.id ?? board.id;
  return { mutation: 'releaseHold', by, input: { hold: id, reason: dice.pick(['clear', 'clear', '']) } };
}

function edit(scene: Scene): Command {
  const { dice } = scene;
  const fields = dice.weighted<object>([
    [3, { tier: dice.between(0, 4) }],
    [2, { serviceLevel: dice.pick(['NONE', 'WORKAROUND', 'DEGRADED', 'FULL']) }],
    [1, { name: dice.pick(['Renamed', '']) }],
    [2, { team: dice.pick(['it', 'ot', null, 'nobody']) }],
    [2, { rtoMinutes: dice.pick([30, 600, null, -1]) }],
    [
      1,
      {
        estimate: dice.pick([
          null,
          { optimistic: 1, likely: 2, pessimistic: 9 },
          { optimistic: 3, likely: 2, pessimistic: 1 },
        ]),
      },
    ],
    [1, { workaround: 'paper', description: null, tags: dice.some(['a', 'b'], 0.5), mtdMinutes: 6000 }],
  ]);
  const by = dice.pick(['erik', 'cora', 'max', anybody(scene)] as const);
  return { mutation: 'updateSystem', by, input: { system: someSystem(scene), ...expected(scene), ...fields } };
}

function addedEdge(scene: Scene): Command {
  const { dice } = scene;
  const strength = dice.pick([{}, { strength: 'HARD' }, { strength: 'SOFT', kind: 'DATA' }]);
  const required = dice.pick([
    {},
    { requiredState: 'RESTORED' },
    { requiredState: 'VALIDATED' },
    { requiredState: 'OFFLINE' },
  ]);
  const input = { system: someSystem(scene), dependsOn: someSystem(scene), reason: 'found', ...strength, ...required };
  return { mutation: 'addDependency', by: dice.pick(['cora', 'max', 'erik']), input };
}

function removedEdge({ board, dice }: Scene): Command {
  const edge = dice.between(0, Math.max(0, board.dependencies.size - 1));
  const [system, dependsOn] = board.dependencies.size === 0 ? [0, 0] : [board.waiterOf(edge), board.targetOf(edge)];
  const input = { system: board.systems.at(system).key, dependsOn: board.systems.at(dependsOn).key, reason: 'wrong' };
  return { mutation: 'removeDependency', by: dice.pick(['cora', 'max', 'nora']), input };
}

function gate(scene: Scene, mutation: 'achieveMilestone' | 'reopenMilestone'): Command {
  const { dice, board } = scene;
  const milestone = dice.maybe(board.milestones.toArray())?.key ?? 'M1';
  return { mutation, by: dice.pick(['cora', 'max', anybody(scene)]), input: { milestone } };
}
