import { depth, isFull } from '../support/depth';
import { type DomainHole, type SqlHole, domainHoles, sqlHoles } from '../support/seeded-holes';
import { type WorldDatabase, openWorlds } from '../support/world-database';
import { type Try, isSame, reasonsOf, triedWorlds } from '../support/world-tries';

const triesAtOnce = 60;
const holes = [...sqlHoles, ...domainHoles];
// the small depth knows for each hole a world that shows it; the full one searches all of them
const seeds = isFull ? Array.from({ length: 900 }, (_, n) => n) : [...new Set(holes.map(({ seed }) => seed))];

describe('A condition that one of the two forgets is found on random worlds', () => {
  let database: WorldDatabase;
  let tries: Try[];

  beforeAll(async () => {
    database = await openWorlds();
    const now = await database.now();
    const tried = seeds.flatMap((seed) => triedWorlds(seed, now));
    await database.put(
      tried.map(({ rows }) => rows),
      now,
    );
    // where two things stand in the way, the other one still stands when one is forgotten
    tries = tried.flatMap((world) => world.tries).filter((one) => wordsOf(one).size <= 1);
  }, 120_000);
  afterAll(() => database.close());

  const wordsOf = (one: Try): Set<string> => new Set(reasonsOf(one, (board) => board).map(({ why }) => why));

  const canShow = (seed: number, one: Try): boolean => isFull || one.seed === seed;

  /** The first transaction of which Postgres says something else than the domain. */
  async function difference({ by, seed }: SqlHole): Promise<string | null> {
    const fitting = tries.filter((one) => one.what.includes(by) && canShow(seed, one));
    for (let from = 0; from < fitting.length; from += triesAtOnce) {
      const some = fitting.slice(from, from + triesAtOnce);
      const answers = await database.tryAll(some.map(({ drafts }) => drafts));
      const at = some.findIndex(
        (one, n) =>
          !isSame(
            reasonsOf(one, (board) => board),
            answers[n]![0],
          ),
      );
      if (at >= 0) return `seed ${some[at]!.seed}: ${some[at]!.what}: ${answers[at]!.join(' ')}`;
    }
    return null;
  }

  const named = ({ in: name, from }: SqlHole): string => `${name} without ${from.trim()}`;

  it.each(sqlHoles.map((hole) => [named(hole), hole] as const))(
    'in Postgres: %s',
    async (_name, hole) => {
      const whole = await textOf(hole.in);
      const pieces = whole.split(hole.from);
      expect([hole.from, pieces.length - 1]).toEqual([hole.from, hole.times ?? 1]);
      await database.owner.query(pieces.join(hole.to));
      const found = await difference(hole).finally(() => database.owner.query(whole));
      expect(found).not.toBeNull();
    },
    depth(120_000, 240_000),
  );

  async function textOf(name: string): Promise<string> {
    const { rows } = await database.owner.query<{ text: string }>('SELECT pg_get_functiondef($1::regproc) AS text', [
      `blackstart.${name}`,
    ]);
    return rows[0]!.text;
  }

  it.each(domainHoles.map((hole) => [hole.forgets, hole] as const))(
    'in the domain: %s',
    async (_name, { view, seed }: DomainHole) => {
      const fooled = tries.filter((one) => {
        if (!canShow(seed, one)) return false;
        const [reasons, forgetful] = [reasonsOf(one, (board) => board), reasonsOf(one, view)];
        return (reasons.length === 0) !== (forgetful.length === 0);
      });
      const some = fooled.slice(0, triesAtOnce);
      const answers = await database.tryAll(some.map(({ drafts }) => drafts));
      expect(some.filter((one, n) => !isSame(reasonsOf(one, view), answers[n]![0]))).not.toEqual([]);
    },
    depth(120_000, 240_000),
  );
});
