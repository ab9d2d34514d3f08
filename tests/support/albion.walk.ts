import type { Cast, Works } from './albion';
import { moveClock } from './albion.clock';

export interface Todo {
  kind: string;
  key: string;
  team: string | null;
}

/** When each of those that are not back is forecast to be, as instants. */
export type Outlook = Record<string, { p50: string; p90: string }>;

const fields = 'kind system { key team { key } } milestone { key } line { key }';
const forecastFields = 'nodes { key schedule { onlineAt { p50 p90 } } }';

/** Walks an incident to its end by doing what it says is to be done next, work taking as long as it forecasts. */
export class AlbionWalk {
  /** What was done, step by step. */
  readonly steps: string[] = [];

  constructor(
    readonly works: Works,
    private readonly cast: Cast,
    private readonly ownerUrl: string,
    private readonly capacities: Readonly<Record<string, number>>,
  ) {}

  async todo(): Promise<Todo[]> {
    const { nextActions } = await this.works.ask(`nextActions(first: 500) { ${fields} }`);
    return nextActions.map(({ kind, system, milestone, line }: any) => ({
      ...{ kind, key: (system ?? milestone ?? line).key, team: system?.team?.key ?? null },
    }));
  }

  /** Does all that takes no time, and begins as many restores as the teams have hands; answers what is under way. */
  async doAllThatTakesNoTime(): Promise<string[]> {
    for (;;) {
      const todo = await this.todo();
      const underWay = todo.filter(({ kind }) => kind === 'FINISH_RESTORE');
      const next = this.groups(todo, underWay);
      if (next.length === 0) return underWay.map(({ key }) => key);
      for (const [kind, keys] of next) await this.do(kind, keys);
    }
  }

  // The most urgent kind first; restores only as far as there are hands.
  private groups(todo: Todo[], underWay: Todo[]): [string, string[]][] {
    const busy = (team: string | null): number => underWay.filter((one) => one.team === team).length;
    const begun: Todo[] = [];
    const isPossible = (one: Todo): boolean => {
      if (one.kind === 'FINISH_RESTORE') return false;
      if (one.kind !== 'START_RESTORE') return true;
      const hands = this.capacities[one.team as string] as number;
      if (busy(one.team) + begun.filter(({ team }) => team === one.team).length >= hands) return false;
      begun.push(one);
      return true;
    };
    const groups = new Map<string, string[]>();
    for (const one of todo.filter(isPossible)) groups.set(one.kind, [...(groups.get(one.kind) ?? []), one.key]);
    return [...groups];
  }

  private async do(kind: string, keys: string[]): Promise<void> {
    const { works, cast } = this;
    this.steps.push(`${kind} ${keys.join(' ')}`);
    const reason = 'as it was to be done';
    if (kind === 'COMPLETE_CHECKS') return works.passChecks(cast.restores, keys);
    if (kind === 'VERIFY_CONTAINMENT') return works.sign(cast, keys);
    if (kind === 'BRING_ONLINE') return void (await works.done(cast.operates, 'bringSystemsOnline', { systems: keys }));
    if (kind === 'START_RESTORE') return void (await works.done(cast.restores, 'startRestores', { systems: keys }));
    const inputs = keys.map((key) => {
      if (kind === 'VALIDATE') return { system: key, passed: true, note: reason };
      return kind === 'DECLARE_MILESTONE' ? { milestone: key, reason } : { line: key };
    });
    const command = { VALIDATE: 'recordValidation', DECLARE_MILESTONE: 'achieveMilestone' }[kind] ?? 'markLineRunning';
    await works.doneEach(kind === 'DECLARE_MILESTONE' ? cast.commands : cast.operates, command, inputs);
  }

  /** Lets so much time pass; a note tells the server at once. */
  async pass(minutes: number): Promise<void> {
    await moveClock(this.ownerUrl, minutes);
    await this.works.done(this.cast.operates, 'addNote', { text: 'time has passed' });
  }

  async finish(systems: string[]): Promise<void> {
    this.steps.push(`FINISH_RESTORE ${systems.join(' ')}`);
    await this.works.done(this.cast.restores, 'markSystemsRestored', { systems });
  }

  /** The forecasts of all that are not back: systems, milestones, lines and plants by key, and the completion. */
  async outlook(): Promise<{ at: string; forecasts: Outlook }> {
    const told = await this.works.ask(`systems(first: 500) { ${forecastFields} }
      milestones { key forecast { p50 p90 } } plants { key forecast { p50 p90 } lines { key forecast { p50 p90 } } }
      restorePlan { generatedAt completion { p50 p90 } }`);
    const { generatedAt, completion } = told.restorePlan;
    const all: [string, any][] = [
      ...told.systems.nodes.map(({ key, schedule }: any) => [key, schedule?.onlineAt ?? null]),
      ...told.milestones.map(({ key, forecast }: any) => [key, forecast]),
      ...told.plants.map(({ key, forecast }: any) => [`plant ${key}`, forecast]),
      ...told.plants.flatMap(({ lines }: any) => lines.map(({ key, forecast }: any) => [`line ${key}`, forecast])),
      ['completion', completion],
    ];
    return { at: generatedAt, forecasts: Object.fromEntries(all.filter(([, forecast]) => forecast !== null)) };
  }
}
