import type { Board } from '../../src/board/board';
import { recordContainmentChecks } from '../../src/containment/containment.commands';
import type { Actor } from '../../src/domain/world';
import type { CommandContext, Outcome } from '../../src/log/ledger';
import { change } from '../../src/log/transaction';
import { updateSystem } from '../../src/systems/system.commands';
import { depth } from '../support/depth';
import { type History, openHistory, seedsOf } from '../support/history';
import { type Answer, type Command, give } from '../support/history.commands';
import { proof } from '../support/history.helpful';
import { type TestHouse, openTestHouse } from '../support/house';
import { expectFolded } from './fold';

let house: TestHouse;
let history: History;
let incident: string;
let erik: CommandContext;
const keys = Array.from({ length: 12 }, (_, n) => `s${String(n).padStart(2, '0')}`);

beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house?.close());

const by = (actor: Actor): CommandContext => ({ ledger: house.ledger, actor });
const rename = (system: string, more: object = {}): Promise<Outcome> =>
  updateSystem(erik, { incident, system, workaround: `paper for ${system}`, ...more });
const codes = ({ refusals }: Outcome): string[] => refusals.map(({ code }) => code);
const positions = (outcomes: readonly Outcome[]) => outcomes.flatMap(({ events }) => events.map((e) => e.position));
const headNow = (): number => house.keeper.loaded(incident)!.position;

/** How many transactions wrote the events above a position. */
async function transactionsSince(position: number): Promise<number> {
  const text =
    'SELECT count(DISTINCT xmin::text)::int AS n FROM blackstart.event WHERE incident_id = $1 AND position > $2';
  const [row] = await house.sql<{ n: number }>(text, [incident, position]);
  return row!.n;
}

/** What Postgres does before each change of a row, or when the transaction ends. */
async function trouble(table: string, when: 'BEFORE UPDATE' | 'AT COMMIT', body: string): Promise<void> {
  await house.sql(`CREATE OR REPLACE FUNCTION public.trouble() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    BEGIN ${body} RETURN NEW; END $$`);
  const [kind, moment] =
    when === 'AT COMMIT'
      ? ['CONSTRAINT TRIGGER trouble AFTER UPDATE', 'DEFERRABLE INITIALLY DEFERRED']
      : [`TRIGGER trouble ${when}`, ''];
  await house.sql(`CREATE ${kind} ON blackstart.${table} ${moment} FOR EACH ROW EXECUTE FUNCTION public.trouble()`);
}

describe('commands that wait for the same incident', () => {
  beforeEach(async () => {
    history = await openHistory(house, 7, 30);
    incident = history.board.id;
    erik = by(history.actors.erik);
  });
  afterEach(async () => {
    await house.sql('DROP TRIGGER IF EXISTS trouble ON blackstart.system');
    await house.sql('DROP TRIGGER IF EXISTS trouble ON blackstart.incident_head');
  });

  it('share a transaction, each with its own event and the board after it', async () => {
    const before = headNow();
    const outcomes = await Promise.all(keys.map((key) => rename(key)));
    expect(outcomes.flatMap(codes)).toEqual([]);
    expect(positions(outcomes)).toEqual(keys.map((_, n) => before + 1 + n));
    expect(outcomes.map(({ board }) => board!.position)).toEqual(positions(outcomes));
    expect(await transactionsSince(before)).toBe(1);
    await expectFolded(house, incident);
  });

  it('are judged in the order in which they came, each on what those before it left', async () => {
    const version = history.board.systems.at(history.board.systems.find('s00')!).version;
    const before = headNow();
    const outcomes = await Promise.all([
      rename('s00', { expectedVersion: version }),
      rename('s00', { expectedVersion: version }),
      rename('nobody'),
      rename('s01'),
    ]);
    expect(outcomes.map(codes)).toEqual([[], ['STALE_VERSION'], ['NOT_FOUND'], []]);
    expect(positions(outcomes)).toEqual([before + 1, before + 2]);
    expect(await transactionsSince(before)).toBe(1);
    await expectFolded(house, incident);
  });

  it('write one row as often as they change it', async () => {
    const outcomes = await Promise.all([1, 2, 3].map((n) => rename('s00', { workaround: `attempt ${n}` })));
    const [row] = await house.sql(
      'SELECT workaround, version FROM blackstart.system WHERE incident_id = $1 AND key = $2',
      [incident, 's00'],
    );
    expect(row).toEqual({ workaround: 'attempt 3', version: positions(outcomes).at(-1) });
    await expectFolded(house, incident);
  });

  it('keep their answers under their own keys', async () => {
    const keyed = keys.slice(0, 4).map((key) => ({ key, more: { idempotencyKey: `turn ${key} ${incident}` } }));
    const outcomes = await Promise.all(keyed.map(({ key, more }) => rename(key, more)));
    const again = await Promise.all([
      ...keyed.map(({ key, more }) => rename(key, more)),
      rename('s09', keyed[0]!.more),
      rename('s10'),
    ]);
    expect(positions(again.slice(0, 4))).toEqual(positions(outcomes));
    expect(again.map(({ replayed }) => replayed)).toEqual([true, true, true, true, false, false]);
    expect(again.map(codes)).toEqual([[], [], [], [], ['IDEMPOTENCY_MISMATCH'], []]);
  });

  it('fail by themselves where Postgres refuses one of them', async () => {
    await trouble('system', 'BEFORE UPDATE', `IF NEW.key = 's05' THEN RAISE EXCEPTION 'not this one'; END IF;`);
    const before = headNow();
    const settled = await Promise.allSettled(keys.map((key) => rename(key)));
    expect(settled.map(({ status }) => status)).toEqual(keys.map((key) => (key === 's05' ? 'rejected' : 'fulfilled')));
    expect(settled[5]).toMatchObject({ reason: { message: 'not this one' } });
    expect(headNow()).toBe(before + keys.length - 1);
    await expectFolded(house, incident);
  });

  it('fail by themselves where the rules of one of them have a bug', async () => {
    const input = { incident };
    const bug = change(erik, {
      ...{ mutation: 'bug', input, requested: incident, find: () => ({ object: null }), permit: () => null },
      idOf: () => incident,
      decide: () => {
        throw new RangeError('a bug');
      },
    });
    const before = headNow();
    const [one, two, three] = await Promise.allSettled([rename('s00'), bug, rename('s01')]);
    expect(two).toMatchObject({ status: 'rejected', reason: new RangeError('a bug') });
    expect([one.status, three.status, headNow(), await transactionsSince(before)]).toEqual([
      ...['fulfilled', 'fulfilled'],
      ...[before + 2, 1],
    ]);
  });

  it('are not done twice where nobody knows whether they were done', async () => {
    const body = `IF EXISTS (SELECT FROM blackstart.event e WHERE e.incident_id = NEW.incident_id
      AND e.position = NEW.position AND e.text LIKE '%last words%') THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;`;
    await trouble('incident_head', 'AT COMMIT', body);
    const before = headNow();
    const settled = await Promise.allSettled([rename('s00'), rename('s01', { workaround: 'last words' })]);
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const [head] = await house.sql('SELECT position FROM blackstart.incident_head WHERE incident_id = $1', [incident]);
    expect(head).toEqual({ position: before });
    expect((await rename('s00')).refusals).toEqual([]);
  });

  it('have a transaction of their own where they change many objects', async () => {
    const check = { kinds: ['EVIDENCE_PRESERVED' as const], outcome: 'PASSED' as const, evidence: proof };
    const before = headNow();
    const systems = history.board.systems.toArray().map(({ key }) => key);
    const [, many] = await Promise.all([
      rename('s00'),
      recordContainmentChecks(erik, { incident, systems, ...check }),
      rename('s01'),
    ]);
    expect(many.results.filter(({ events }) => events.length > 0)).toHaveLength(30);
    expect(await transactionsSince(before)).toBe(3);
    await expectFolded(house, incident);
  });
});

describe('a random recovery whose people all act at once', () => {
  it.each([3, 14, 159, 2653, 58979])('is the one in which they act one after another (seed %i)', async (seed) => {
    const one = await openHistory(house, seed);
    const other = await openHistory(house, seed);
    const ids = new Map<string, string>();
    addSameIds(ids, one, other);
    for await (const given of one.rush(seedsOf(seed, depth(5, 40)), 8)) {
      for (const { command, answer } of given) {
        const same = await give(house.ledger, other.actors[command.by], translated(command, ids));
        expect(summary(command, same)).toEqual(summary(command, answer));
        answer.items.forEach(({ objectId }, place) => objectId && ids.set(objectId, same.items[place]!.objectId!));
      }
      addSameIds(ids, one, other);
    }
    await expectFolded(house, one.board.id);
  });
});

/** Notes the ids in the plan of one incident, and what they are in another of the same plan. */
function addSameIds(ids: Map<string, string>, one: History, other: History): void {
  const [here, there] = [one, other].map(({ board }) => house.keeper.loaded(board.id)!) as [Board, Board];
  ids.set(here.id, there.id).set(here.incident.key, there.incident.key);
  for (const kind of ['plants', 'systems', 'lines', 'milestones'] as const) {
    const others = there[kind];
    for (const { id, key } of here[kind].toArray()) ids.set(id, others.at(others.find(key)!).id);
  }
}

function translated(command: Command, ids: ReadonlyMap<string, string>): Command {
  return JSON.parse(JSON.stringify(command), (_name, value: unknown) =>
    typeof value === 'string' ? (ids.get(value) ?? ids.get(value.toLowerCase()) ?? value) : value,
  );
}

/** What can be compared of two incidents: neither ids nor times. */
function summary({ mutation }: Command, answer: Answer) {
  const refused = [...answer.refusals, ...answer.items.flatMap(({ refusals }) => refusals)];
  return {
    mutation,
    refused: refused.map(({ code, blockers }) => [code, blockers?.map(({ kind }) => kind)]),
    events: answer.events.map(({ position, type, counters }) => ({ position, type, counters })),
    replayed: answer.replayed,
  };
}
