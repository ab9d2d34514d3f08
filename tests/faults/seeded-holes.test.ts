import { depth, isFull } from '../support/depth';
import { type DomainHole, type SqlHole, domainHoles, sqlHoles } from '../support/seeded-holes';
import { type WorldDatabase, openWorlds } from '../support/world-database';
import { type Try, isSame, reasonsOf, triedWorlds } from '../support/world-tries';

const worlds = 900;
const triesAtOnce = 60;
const parts = 6;

/** All of a list at full depth, else the part whose turn it is today. */
function ofToday<T>(list: readonly T[]): T[] {
  const today = Math.floor(Date.now() / 86_400_000);
  return list.filter((_, n) => isFull || n % parts === today % parts);
}

describe('A condition that one of the two forgets is found on random worlds', () => {
  let database: WorldDatabase;
  let tries: Try[];

  beforeAll(async () => {
    database = await openWorlds();
    const now = await database.now();
    const tried = Array.from({ length: worlds }, (_, seed) => triedWorlds(seed, now)).flat();
    await database.put(
      tried.map(({ rows }) => rows),
      now,
    );
    // where two things stand in the way, the other one still stands when one is forgotten
    tries = tried.flatMap((world) => world.tries).filter((one) => wordsOf(one).size <= 1);
  }, 120_000);
  afterAll(() => database.close());

  const wordsOf = (one: Try): Set<string> => new Set(reasonsOf(one, (board) => board).map(({ why }) => why));

  /** The first transactions of which Postgres says something else than the domain. */
  async function difference(by: string): Promise<string | null> {
    const fitting = tries.filter(({ what }) => what.includes(by));
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

  it.each(ofToday(sqlHoles).map((hole) => [named(hole), hole] as const))(
    'in Postgres: %s',
    async (_name, hole) => {
      const whole = await textOf(hole.in);
      const pieces = whole.split(hole.from);
      expect([hole.from, pieces.length - 1]).toEqual([hole.from, hole.times ?? 1]);
      await database.owner.query(pieces.join(hole.to));
      const found = await difference(hole.by).finally(() => database.owner.query(whole));
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

  it.each(ofToday(domainHoles).map((hole) => [hole.forgets, hole] as const))(
    'in the domain: %s',
    async (_name, { view }: DomainHole) => {
      const fooled = tries.filter((one) => {
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
