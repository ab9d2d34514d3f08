import { depth, isFull, seeds } from '../support/depth';
import { type Try, isSame, reasonsOf, triedWorlds } from '../support/world-tries';
import { type WorldDatabase, openWorlds } from '../support/world-database';

const { first, count: worldsInAll } = seeds({ small: 100, whole: 20_000, parts: 4 });
const worldsAtOnce = 50;
/** How often each reason must be met, alone in the way and taken away again. */
const often = Math.max(1, Math.floor(worldsInAll / 100));

const kinds = [
  ...['INCIDENT', 'STATE', 'CONTAINMENT', 'DEPENDENCY', 'DEPENDENCY_UNTRUSTED', 'MILESTONE', 'HOLD'],
  'SEPARATION_OF_DUTIES',
];

describe('Postgres says of a transaction that nothing judged before what the domain says', () => {
  let database: WorldDatabase;

  beforeAll(async () => {
    database = await openWorlds();
  });
  afterAll(() => database.close());

  it(
    `on random ground: ${worldsInAll} worlds`,
    async () => {
      const met = new Tally();
      const different: string[] = [];
      let worlds = 0;
      for (let seed = first; worlds < worldsInAll; seed += worldsAtOnce) {
        const now = await database.now();
        const tried = Array.from({ length: worldsAtOnce }, (_, n) => triedWorlds(seed + n, now)).flat();
        await database.put(
          tried.map(({ rows }) => rows),
          now,
        );
        const tries = tried.flatMap((world) => world.tries);
        const answers = await database.tryAll(tries.map(({ drafts }) => drafts));
        tries.forEach((one, n) => {
          const reasons = reasonsOf(one, (board) => board);
          const [state, message] = answers[n]!;
          met.count(one, reasons, state);
          if (isSame(reasons, state)) return;
          const said = reasons.map(({ why }) => why).join(', ') || 'nothing in the way';
          different.push(`seed ${one.seed}: ${one.what}: the domain says ${said}, Postgres ${state} (${message})`);
        });
        worlds += tried.length;
        if (different.length > 20) break;
      }
      if (isFull) console.info(JSON.stringify({ worlds, ...met.told() }));
      expect(different.slice(0, 20)).toEqual([]);
      for (const kind of kinds) {
        expect([kind, met.of(`${kind} alone`) >= often, met.of(`${kind} gone`) >= often]).toEqual([kind, true, true]);
      }
    },
    depth(60_000, 3_600_000),
  );
});

/** What was met how often. */
class Tally {
  private readonly counts = new Map<string, number>();

  of(what: string): number {
    return this.counts.get(what) ?? 0;
  }

  told(): Record<string, number> {
    return Object.fromEntries([...this.counts].sort());
  }

  count({ what, freed }: Try, reasons: readonly { why: string }[], state: string): void {
    const whys = new Set(reasons.map(({ why }) => why));
    this.add(`${what} ${state === 'COMMITTED' ? 'committed' : 'refused'}`);
    if (what === 'online' && state !== 'COMMITTED' && whys.size === 1) this.add(`${[...whys].join('')} alone`);
    if (freed && state === 'COMMITTED') this.add(`${freed} gone`);
  }

  private add(what: string): void {
    this.counts.set(what, this.of(what) + 1);
  }
}
