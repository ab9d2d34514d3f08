import type { SystemState } from '../../src/domain/words';
import type { PlainNetwork, PlainSystem } from './network';

const ranks: Record<SystemState, number> = {
  ...{ RETIRED: -1, STOPPING: 0, OFFLINE: 0, RESTORING: 1, RESTORED: 2, VALIDATED: 3, ONLINE: 4 },
};

type Line = PlainNetwork['lines'][number];
type Milestone = PlainNetwork['milestones'][number];

/** When a system is done, given when all that it waits for is there. */
export type DoneOf = (system: PlainSystem, ready: () => number) => number;

/**
 * The rules of the schedule by brute force: recursion down every path, nothing kept, nothing shared with the program. Units of
 * time are whatever `done` answers.
 */
export class NetworkOracle {
  constructor(readonly network: PlainNetwork) {}

  /** What has to come back, by key. */
  awaited(): PlainSystem[] {
    const { systems } = this.network;
    return systems.filter(isAwaited).sort((one, other) => (one.key < other.key ? -1 : 1));
  }
  system(key: string): PlainSystem {
    return named(this.network.systems, key);
  }

  canFeed(line: Line): boolean {
    if (this.isMissing(line.systems)) return false;
    return line.running || line.fedBy.every((key) => this.canFeed(named(this.network.lines, key)));
  }
  isAchieved(milestone: Milestone): boolean {
    const { systems, lines, milestones, linesMustRun } = milestone;
    if (!milestone.achieved || this.isMissing(systems)) return false;
    const areLinesThere = lines.every((key) => {
      const line = named(this.network.lines, key);
      return this.canFeed(line) && (line.running || !linesMustRun);
    });
    return areLinesThere && milestones.every((key) => this.isAchieved(named(this.network.milestones, key)));
  }

  /** When all that a system waits for is there. */
  ready(system: PlainSystem, doneOf: DoneOf): number {
    const edges = this.network.hard.filter(({ from }) => from === system.key);
    const times = edges.map(({ to, required }) => {
      const target = this.system(to);
      if (target.state === 'RETIRED') return 0;
      // far enough itself: trust in it still needs what it rests on
      return ranks[target.state] >= ranks[required] ? this.ready(target, doneOf) : this.done(target, doneOf);
    });
    const after = system.state === 'ONLINE' ? [] : system.after;
    return latest([...times, ...after.map((key) => this.milestone(named(this.network.milestones, key), doneOf))]);
  }
  done(system: PlainSystem, doneOf: DoneOf): number {
    return doneOf(system, () => this.ready(system, doneOf));
  }
  line(line: Line, doneOf: DoneOf): number {
    if (this.canFeed(line)) return 0;
    const feeds = line.running ? [] : line.fedBy.map((key) => this.line(named(this.network.lines, key), doneOf));
    return latest([...this.criteria(line.systems, doneOf), ...feeds]);
  }
  milestone(milestone: Milestone, doneOf: DoneOf): number {
    if (this.isAchieved(milestone)) return 0;
    return latest([
      ...this.criteria(milestone.systems, doneOf),
      ...milestone.lines.map((key) => this.line(named(this.network.lines, key), doneOf)),
      ...milestone.milestones.map((key) => this.milestone(named(this.network.milestones, key), doneOf)),
    ]);
  }
  end(doneOf: DoneOf): number {
    return latest(this.awaited().map((system) => this.done(system, doneOf)));
  }

  /** The systems that a system comes after, if they still have to come back. */
  before({ key, after, state }: PlainSystem): Set<string> {
    const found = new Set<string>();
    for (const edge of this.network.hard.filter(({ from }) => from === key)) {
      const target = this.system(edge.to);
      if (isAwaited(target)) found.add(target.key);
      else if (target.state === 'ONLINE') for (const one of this.before(target)) found.add(one);
    }
    if (state !== 'ONLINE') for (const one of after) this.addGate(named(this.network.milestones, one), found);
    return found;
  }
  private addGate(milestone: Milestone, found: Set<string>): void {
    if (this.isAchieved(milestone)) return;
    for (const key of milestone.systems) if (isAwaited(this.system(key))) found.add(key);
    for (const key of milestone.lines) this.addLine(named(this.network.lines, key), found);
    for (const key of milestone.milestones) this.addGate(named(this.network.milestones, key), found);
  }
  private addLine(line: Line, found: Set<string>): void {
    if (this.canFeed(line)) return;
    for (const key of line.systems) if (isAwaited(this.system(key))) found.add(key);
    if (!line.running) for (const key of line.fedBy) this.addLine(named(this.network.lines, key), found);
  }

  /** SOFT dependencies that close no cycle with each other and all that is HARD. */
  ordering(): { from: string; to: string }[] {
    const edges = [...this.edges(), ...this.network.soft];
    const reaches = (from: string, to: string): boolean => {
      const seen = new Set([from]);
      for (const key of seen) for (const edge of edges) if (edge.from === key) seen.add(edge.to);
      return seen.has(to);
    };
    return this.network.soft.filter(({ from, to }) => !reaches(to, from));
  }
  private edges(): { from: string; to: string }[] {
    const { hard, systems, lines, milestones } = this.network;
    const all = (from: string, targets: string[]) => targets.map((to) => ({ from, to }));
    return [
      ...hard,
      ...systems.flatMap(({ key, after }) => all(key, after)),
      ...lines.flatMap((line) => all(line.key, [...line.systems, ...line.fedBy])),
      ...milestones.flatMap((one) => all(one.key, [...one.systems, ...one.lines, ...one.milestones])),
    ];
  }

  private isMissing(systems: string[]): boolean {
    return systems.some((key) => isAwaited(this.system(key)));
  }
  private criteria(systems: string[], doneOf: DoneOf): number[] {
    const awaited = systems.map((key) => this.system(key)).filter(isAwaited);
    return awaited.map((system) => this.done(system, doneOf));
  }
}

export function isAwaited({ state }: PlainSystem): boolean {
  return state !== 'ONLINE' && state !== 'RETIRED';
}

/** Whether somebody works on it already. */
export function isUnderWay({ state }: PlainSystem): boolean {
  return state === 'RESTORING' || state === 'RESTORED' || state === 'VALIDATED';
}

/** What is left of an estimate: optimistic, likely, pessimistic minutes. */
export function leftOf({ estimate, state, since }: PlainSystem): [number, number, number] {
  if (!estimate || state === 'VALIDATED') return [0, 0, 0];
  const { optimistic, likely, pessimistic } = estimate;
  const left = (minutes: number): number => {
    if (state === 'RESTORED') return minutes / 10;
    return state === 'RESTORING' ? Math.max(minutes - since, minutes / 10) : minutes;
  };
  return [left(optimistic), left(likely), left(pessimistic)];
}

/** Six times the expected time of what is left, a whole number of ten seconds. */
export function tensOf(system: PlainSystem): number {
  const [optimistic, likely, pessimistic] = leftOf(system);
  return optimistic + 4 * likely + pessimistic;
}

/** Done when it has been worked on for as long as `minutes` says; what is under way since the beginning. */
export function worked(minutes: (system: PlainSystem) => number, notBefore: (key: string) => number = () => 0): DoneOf {
  return (system, ready) => {
    const may = Math.max(ready(), notBefore(system.key));
    return isUnderWay(system) ? Math.max(may, minutes(system)) : may + minutes(system);
  };
}

/** The same, but one system is done at a given moment, come what may. */
export function forced(doneOf: DoneOf, key: string, at: number): DoneOf {
  return (system, ready) => (system.key === key ? at : doneOf(system, ready));
}

function named<T extends { key: string }>(list: readonly T[], key: string): T {
  return list.find((one) => one.key === key) as T;
}

function latest(times: number[]): number {
  return Math.max(0, ...times);
}
