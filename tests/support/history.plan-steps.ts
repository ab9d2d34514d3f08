import { exportPlan } from '../../src/domain/plan/export';
import type { Command } from './history.commands';
import type { Dice } from './history.dice';
import type { Scene } from './history.helpful';
import { dependencyOn } from './history.plan';

type Entry = Record<string, any>;
interface Document extends Entry {
  policy: Entry;
  teams: Entry[];
  plants: Entry[];
  systems: Entry[];
  lines: Entry[];
  milestones: Entry[];
}
type Edit = (document: Document, dice: Dice) => void;

const edits: readonly (readonly [number, Edit])[] = [
  [3, ({ systems }, dice) => Object.assign(dice.pick(systems), fieldsOf(dice))],
  [2, addSystem],
  [2, removeSystem],
  [3, ({ systems }, dice) => changeEdges(dice.pick(systems), systems, dice)],
  [2, ({ systems, milestones }, dice) => changeList(dice.pick(systems), 'after', milestones, dice)],
  [3, ({ systems, milestones }, dice) => changeList(dice.pick(milestones), 'systems', systems, dice)],
  [2, ({ milestones }, dice) => Object.assign(dice.pick(milestones), milestoneFields(dice))],
  [1, ({ milestones }, dice) => changeList(dice.pick(milestones), 'milestones', milestones, dice)],
  [2, ({ milestones }, dice) => Object.assign(dice.pick(milestones), { gate: dice.chance(0.5) })],
  [1, ({ systems, lines }, dice) => lines.forEach((line) => changeList(line, 'systems', systems, dice))],
  [1, ({ milestones, lines }, dice) => changeList(dice.pick(milestones), 'lines', lines, dice)],
  [1, ({ lines }, dice) => changeList(dice.pick(lines), 'fedBy', lines, dice)],
  [1, ({ milestones }, dice) => Object.assign(dice.pick(milestones), { linesMustRun: dice.chance(0.5) })],
  [2, ({ policy }, dice) => changePolicy(policy, dice)],
  [
    1,
    ({ plants, teams }, dice) =>
      Object.assign(dice.pick([...plants, ...teams]), { name: `Name ${dice.between(1, 9)}` }),
  ],
  [1, ({ plants }) => void plants.push({ key: 'P3', name: 'Plant three' })],
];

/** The plan as it is with a few changes, some of which the rules refuse: cycles, removals of what is in use. */
export function planStep(scene: Scene): Command {
  const { board, dice } = scene;
  const document = JSON.parse(JSON.stringify(exportPlan(board))) as Document;
  for (const { list, of } of lists(document)) for (const entry of list) for (const name of of) entry[name] ??= [];
  const several = dice.between(1, 3);
  for (let n = 0; n < several; n++) dice.weighted(edits)(document, dice);
  const part = dice.chance(0.2) ? { format: document.format, systems: document.systems } : document;
  const plan = JSON.parse(JSON.stringify(part)) as Document;
  const input = { reason: 'replanned', prune: dice.chance(0.5), ...(dice.chance(0.1) && { dryRun: true }) };
  return { mutation: 'applyPlan', by: dice.pick(['cora', 'cora', 'max', 'erik']), input, plan };
}

function lists({ systems, milestones, lines }: Document): { list: Entry[]; of: string[] }[] {
  return [
    { list: systems, of: ['dependsOn', 'after'] },
    { list: milestones, of: ['systems', 'lines', 'milestones'] },
    { list: lines, of: ['systems', 'fedBy'] },
  ];
}

function fieldsOf(dice: Dice): Entry {
  return dice.weighted<Entry>([
    [2, { tier: dice.between(0, 4) }],
    [2, { zone: dice.pick(['L4', 'L2', 'CLOUD']) }],
    [1, { safety: dice.chance(0.5) }],
    [1, { plant: dice.pick(['P1', 'P2', null]) }],
    [1, { team: dice.pick(['it', 'ot', null]), name: 'Replanned' }],
    [1, { rto: dice.pick(['1h', '50h', null]), estimate: ['1h', '2h', '8h'], tags: ['x'] }],
  ]);
}

function addSystem({ systems, milestones }: Document, dice: Dice): void {
  const key = `n${dice.between(10, 99)}`;
  const dependsOn = dice.some(systems, 0.1).map((other) => dependencyOn(dice, other.key as string));
  systems.push({ key, tier: 3, zone: 'L4', plant: dice.pick(['P1', null]), dependsOn, after: [] });
  if (dice.chance(0.4)) dice.pick(milestones).systems.push(key);
}

function removeSystem(document: Document, dice: Dice): void {
  const { key } = dice.pick(document.systems);
  document.systems = document.systems.filter((system) => system.key !== key);
  const nameOf = (item: any): unknown => (typeof item === 'string' ? item : item.system);
  for (const system of document.systems)
    system.dependsOn = system.dependsOn.filter((item: any) => nameOf(item) !== key);
  for (const owner of [...document.milestones, ...document.lines]) {
    if (owner.systems) owner.systems = owner.systems.filter((name: string) => name !== key);
  }
}

function changeEdges(system: Entry, systems: readonly Entry[], dice: Dice): void {
  const keep = dice.chance(0.5) ? system.dependsOn.slice(1) : system.dependsOn;
  const others = systems.filter(({ key }) => key !== system.key);
  system.dependsOn = [...keep, ...dice.some(others, 0.05).map(({ key }) => dependencyOn(dice, key as string))];
}

function changeList(owner: Entry, name: string, candidates: readonly Entry[], dice: Dice): void {
  const list = new Set<string>(owner[name]);
  const { key } = dice.pick(candidates);
  if (!list.delete(key)) list.add(key);
  owner[name] = [...list];
}

function milestoneFields(dice: Dice): Entry {
  const due = dice.pick([{ due: '10h' }, { due: '30h' }, {}]);
  return {
    due: undefined,
    dueAt: undefined,
    ...due,
    name: `Goal ${dice.between(1, 9)}`,
    plant: dice.pick(['P1', 'P2', null]),
  };
}

function changePolicy(policy: Entry, dice: Dice): void {
  const rule = {
    zones: [dice.pick(['L4', 'L2'])],
    require: [dice.pick(['OTHER', 'SCOPE_ASSESSED', 'IOC_SWEEP_CLEAN'])],
  };
  const change = dice.weighted<Entry>([
    [3, { rules: [...policy.rules, rule] }],
    [3, { rules: policy.rules.slice(0, -1).concat(policy.rules.length < 3 ? [rule] : []) }],
    [2, { verificationTtl: dice.pick(['12h', '4d', 'never']) }],
    [1, { separationOfDuties: dice.chance(0.7) }],
    [1, { overrideApprovals: dice.between(1, 3), overrideTtl: dice.pick(['2h', '3d']) }],
    [1, { neverWaive: dice.some(['ISOLATION_IN_FORCE', 'SAFETY_TESTED'], 0.7) }],
  ]);
  Object.assign(policy, change);
}
