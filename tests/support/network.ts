import type { Estimate } from '../../src/domain/schedule/remaining';
import { plusMinutes } from '../../src/domain/time';
import type { SystemState } from '../../src/domain/words';
import { type Given, type GivenMilestone, type GivenSystem, noon } from './board-builder';
import { Dice } from './history.dice';

/** A small incident as plain lists, for oracles that know nothing of a board; everything by key. */
export interface PlainNetwork {
  systems: PlainSystem[];
  hard: PlainDependency[];
  /** Who should come after whom. */
  soft: { from: string; to: string }[];
  lines: { key: string; systems: string[]; fedBy: string[]; running: boolean }[];
  milestones: PlainMilestone[];
  capacities: Record<string, number>;
}

export interface PlainSystem {
  key: string;
  state: SystemState;
  tier: number;
  team: string | null;
  after: string[];
  estimate: Estimate | null;
  /** For how many minutes it has been in its state. */
  since: number;
}

export interface PlainDependency {
  from: string;
  to: string;
  required: 'RESTORED' | 'VALIDATED' | 'ONLINE';
}

export interface PlainMilestone {
  key: string;
  gate: boolean;
  achieved: boolean;
  linesMustRun: boolean;
  systems: string[];
  lines: string[];
  milestones: string[];
}

/** What a random network may hold. */
export interface Mix {
  states: readonly SystemState[];
  teams: readonly (string | null)[];
}

const required = ['RESTORED', 'VALIDATED', 'ONLINE'] as const;
const someStates = ['RETIRED', 'STOPPING', 'OFFLINE', 'OFFLINE', 'OFFLINE', 'RESTORING', 'RESTORING'] as const;
const everyMix: Mix = {
  states: [...someStates, 'RESTORED', 'VALIDATED', 'ONLINE', 'ONLINE'],
  teams: [null, 't0', 't0', 't1'],
};

/** Nothing begun: all that is not ONLINE or RETIRED is OFFLINE. */
export const freshMix: Mix = {
  ...everyMix,
  states: ['OFFLINE', 'OFFLINE', 'OFFLINE', 'STOPPING', 'ONLINE', 'RETIRED'],
};

/** A random network without cycles, but for SOFT dependencies; the same for the same seed. At most eight systems. */
export function anyNetwork(seed: number, mix: Mix = everyMix): PlainNetwork {
  const dice = new Dice(seed * 2 + 1);
  const size = dice.between(1, 8);
  // keys in no order, so that the order of keys says nothing of who waits for whom
  const nodes = shuffled(dice, [
    ...names('s', size),
    ...names('l', dice.between(0, 3)),
    ...names('m', dice.between(0, 3)),
  ]);
  const network: PlainNetwork = {
    ...{ systems: [], hard: [], soft: [], lines: [], milestones: [] },
    capacities: { t0: dice.between(1, 3), t1: dice.between(1, 2) },
  };
  nodes.forEach((key, place) => addNode(network, dice, mix, key, nodes.slice(0, place)));
  const systems = network.systems.map(({ key }) => key);
  for (let more = dice.between(0, 4); more > 0; more--) {
    const [from, to] = [dice.pick(systems), dice.pick(systems)];
    const isThere = [...network.hard, ...network.soft].some((edge) => edge.from === from && edge.to === to);
    if (from !== to && !isThere) network.soft.push({ from, to });
  }
  return network;
}

function addNode(network: PlainNetwork, dice: Dice, mix: Mix, key: string, before: string[]): void {
  const some = (kind: string, share: number): string[] =>
    dice.some(
      before.filter((one) => one.startsWith(kind)),
      share,
    );
  if (key.startsWith('l')) {
    network.lines.push({ key, systems: some('s', 0.3), fedBy: some('l', 0.5), running: dice.chance(0.25) });
  } else if (key.startsWith('m')) {
    const flags = { gate: dice.chance(0.5), achieved: dice.chance(0.3), linesMustRun: dice.chance(0.3) };
    network.milestones.push({
      key,
      ...flags,
      systems: some('s', 0.3),
      lines: some('l', 0.5),
      milestones: some('m', 0.4),
    });
  } else {
    network.systems.push({
      ...{ key, state: dice.pick(mix.states), tier: dice.between(0, 2), team: dice.pick(mix.teams) },
      ...{ after: some('m', 0.4), estimate: dice.chance(0.9) ? anyEstimate(dice) : null, since: dice.between(0, 90) },
    });
    for (const to of some('s', 0.35)) network.hard.push({ from: key, to, required: dice.pick(required) });
  }
}

// Multiples of ten, so that a tenth of them is a whole number and no oracle has to round; few, so that there are ties.
function anyEstimate(dice: Dice): Estimate {
  const [optimistic, likely, pessimistic] = [1, 2, 3]
    .map(() => 10 * dice.between(0, 8))
    .sort((one, other) => one - other);
  return { optimistic: optimistic!, likely: likely!, pessimistic: pessimistic! };
}

function names(kind: string, count: number): string[] {
  return Array.from({ length: count }, (_, place) => `${kind}${place}`);
}

function shuffled(dice: Dice, list: string[]): string[] {
  return list
    .map((one) => ({ one, place: dice.roll() }))
    .sort((one, other) => one.place - other.place)
    .map(({ one }) => one);
}

/** The same incident for the board builder, as seen at `noon`. */
export function givenOf({ systems, hard, soft, lines, milestones, capacities }: PlainNetwork): Given {
  return {
    plants: ['P'],
    ...{ teams: Object.keys(capacities), capacities },
    systems: Object.fromEntries(systems.map((one) => [one.key, givenSystem(one)])),
    dependencies: [
      ...hard.map(({ from, to, required: state }) => `${from} > ${to} @${state}`),
      ...soft.map(({ from, to }) => `${from} ~ ${to}`),
    ],
    lines: Object.fromEntries(lines.map(({ key, ...line }) => [key, { plant: 'P', ...line }])),
    milestones: Object.fromEntries(milestones.map(({ key, ...one }): [string, GivenMilestone] => [key, one])),
  };
}

function givenSystem({ state, tier, team, after, estimate, since }: PlainSystem): GivenSystem {
  return { state, tier, after, ...(team ? { team } : {}), ...estimate, stateSince: plusMinutes(noon, -since) };
}
