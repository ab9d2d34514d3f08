import type { Works } from '../support/albion';
import { Desks } from '../support/albion.desk';
import { type Answer, gql } from '../support/client';
import { beginSlot } from '../support/planning';

const desks = new Desks();
let works: Works;
let seeds = 100;

const size = 2400;
const estimate = ['10m', '20m', '60m'];

beforeAll(async () => {
  await desks.open();
  await beginSlot(desks.database.ownerUrl);
  const systems = Array.from({ length: size }, (_, n) => ({
    ...{ key: `s${n}`, estimate, team: `t${n % 3}` },
    dependsOn: n < 60 ? [] : [`s${n - 60}`],
  }));
  const teams = [0, 1, 2].map((n) => ({ key: `t${n}`, name: `Team ${n}`, capacity: 20 }));
  await desks.declare('big', { teams, systems });
  works = desks.works('big');
});
afterAll(() => desks.close());

/** A question that nobody asked before, which takes long enough for others to come meanwhile. */
const long = (seed = ++seeds, trials = 300, fields = 'position generatedAt completion { p50 p90 }'): Promise<Answer> =>
  gql(
    desks.server.url,
    desks.token('oscar'),
    `{ incident(id: "big") { restorePlan(trials: ${trials}, seed: ${seed}) { ${fields} } } }`,
  );

const codesOf = ({ errors = [] }: Answer): unknown[] => errors.map(({ extensions }) => extensions?.code);

describe('while a forecast is worked out', () => {
  it('two more wait at most; whoever comes then is told to come again', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => long()));
    const codes = answers.map(codesOf);
    expect(codes.filter((code) => code.length === 0)).toHaveLength(3);
    expect(codes.filter((code) => code.length > 0)).toEqual([['BUSY'], ['BUSY'], ['BUSY']]);
    for (const { data } of answers.filter((answer) => !answer.errors)) {
      expect(data.incident.restorePlan.completion.p50).toEqual(expect.any(String));
    }
    expect(codesOf(await long())).toEqual([]);
  });

  it('the same question does not wait twice: many who ask it are answered alike', async () => {
    const seed = ++seeds;
    const answers = await Promise.all(Array.from({ length: 8 }, () => long(seed)));
    expect(answers.flatMap(codesOf)).toEqual([]);
    expect(new Set(answers.map(({ data }) => JSON.stringify(data))).size).toBe(1);
  });

  it('what was answered before is answered at once, until there is a new event', async () => {
    const seed = ++seeds;
    const first = await long(seed);
    const crowd = Promise.all([long(), long(), long()]);
    // they stand in line when a new question is told to come again
    while (codesOf(await long(++seeds, 100)).length === 0);
    expect(await long(seed)).toEqual(first);
    await works.done(desks.cast.operates, 'addNote', { text: 'the board has another position' });
    expect(codesOf(await long(seed))).toEqual(['BUSY']);
    expect((await crowd).flatMap(codesOf)).toEqual([]);
    const anew = await long(seed);
    expect(anew.data.incident.restorePlan.position).toBe(first.data.incident.restorePlan.position + 1);
  });

  it('everything else goes on: reads, commands and schedules are answered in between', async () => {
    let isOver = false;
    const forecast = long(++seeds, 2000).finally(() => (isOver = true));
    let answered = 0;
    while (!isOver) {
      const { position } = await works.ask('position systems(first: 5) { nodes { key schedule { wave order } } }');
      await works.done(desks.cast.operates, 'addNote', { text: 'meanwhile' });
      const later = await works.ask('position nextActions(first: 3) { kind }');
      expect(later.position).toBe(position + 1);
      if (!isOver) answered++;
    }
    expect(codesOf(await forecast)).toEqual([]);
    expect(answered).toBeGreaterThan(3);
  });

  it('a refused one leaves no trace: the next is worked out as ever', async () => {
    const refused = await Promise.all(Array.from({ length: 5 }, () => long(undefined, 500)));
    expect(refused.flatMap(codesOf)).toEqual(['BUSY', 'BUSY']);
    const [one, other] = [await long(7, 500), await long(7, 500)];
    expect(one.errors).toBeUndefined();
    expect(other).toEqual(one);
  });
});
