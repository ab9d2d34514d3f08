import type { Works } from '../support/albion';
import { Desks } from '../support/albion.desk';
import { moveClock } from '../support/albion.clock';
import { type Answer, gql } from '../support/client';
import { beginSlot, minutesBetween } from '../support/planning';

const desks = new Desks();
let works: Works;
let big: Works;

const estimate = ['10m', '20m', '60m'];
const waits = (from: string, ...dependsOn: string[]) => ({ key: from, estimate, team: 't', dependsOn });
const shop = {
  teams: [{ key: 't', name: 'Team', capacity: 2 }],
  plants: ['P', 'Q'].map((key) => ({ key, name: key })),
  systems: [
    { ...waits('net'), tier: 0, rto: '1d' },
    { ...waits('ad', 'net'), tier: 0, rto: '2d' },
    { ...waits('erp', 'ad'), rto: '4d', plant: 'P' },
    { ...waits('mes', 'erp', 'ad'), rto: '3d', plant: 'P' },
    { ...waits('press', 'net'), plant: 'Q' },
    { ...waits('wiki'), rto: '2d' },
    { ...waits('fin', 'erp'), after: ['M'] },
  ],
  lines: [
    { key: 'L1', name: 'Press line', plant: 'Q', systems: ['press'] },
    { key: 'L2', name: 'Body line', plant: 'P', systems: ['mes'], fedBy: ['L1'] },
  ],
  milestones: [
    { key: 'M', name: 'Trust', systems: ['net', 'ad'] },
    { key: 'N', name: 'Output', lines: ['L2'], due: '30d' },
  ],
};

beforeAll(async () => {
  await desks.open(2);
  await beginSlot(desks.database.ownerUrl);
  await desks.declare('shop', shop);
  works = desks.works('shop');
  await desks.declare('big', { systems: Array.from({ length: 2501 }, (_, n) => ({ key: `s${n}`, estimate })) });
  big = desks.works('big');
});
afterAll(() => desks.close());

const forecast = '{ p50 p90 }';
const planFields = `position generatedAt completion ${forecast} teams { team { key } busyUntil ${forecast} }
  milestones { milestone { key } forecast ${forecast} onTime } waves { systemCount } criticalPath { key }
  findings { code keys message }`;

function ask(incident: Works, args: string, fields = planFields, whatIf?: object): Promise<Answer> {
  const query = `query ($whatIf: WhatIfInput) { incident(id: "${incident.incident}") {
    restorePlan(${args}${args ? ', ' : ''}whatIf: $whatIf) { ${fields} } } }`;
  return gql(desks.server.url, desks.token('oscar'), query, { whatIf });
}

describe('the same question', () => {
  it('has the same answer to the byte, and another seed another', async () => {
    const bytes = async (args: string) => JSON.stringify((await ask(works, args)).data);
    expect(await bytes('trials: 1000, seed: 7')).toBe(await bytes('trials: 1000, seed: 7'));
    expect(await bytes('trials: 1000, seed: 8')).not.toBe(await bytes('trials: 1000, seed: 7'));
    expect(await bytes('')).toBe(await bytes('trials: 500, seed: 1'));
  });

  it('has the same answer from a process that never heard it', async () => {
    const here = (await ask(works, 'trials: 300, seed: 3')).data;
    const other = desks.servers[1]!;
    const query = `{ incident(id: "shop", atLeast: 1) { restorePlan(trials: 300, seed: 3) { ${planFields} } } }`;
    expect((await gql(other.url, desks.token('oscar'), query)).data).toEqual(here);
  });
});

describe('too much', () => {
  const codeOf = async (incident: Works, trials: number) => {
    const { data, errors } = await ask(incident, `trials: ${trials}`, 'completion { p50 }');
    return errors ? errors.map(({ extensions }) => extensions?.code) : data.incident.restorePlan.completion.p50;
  };

  it('are more than 20,000 trials, and trials times systems above 50 million', async () => {
    expect(await codeOf(works, 20_000)).toEqual(expect.any(String));
    expect(await codeOf(works, 20_001)).toEqual(['LIMIT_EXCEEDED']);
    expect(await codeOf(works, 2_147_483_647)).toEqual(['LIMIT_EXCEEDED']);
    // 2501 · 19,993 = 50,002,493
    expect(await codeOf(big, 19_993)).toEqual(['LIMIT_EXCEEDED']);
    const { errors } = await ask(big, 'trials: 20000');
    expect(errors).toMatchObject([
      { message: expect.stringContaining('20000 of 2501'), extensions: { argument: 'trials' } },
    ]);
  });
});

describe('a question that makes no sense', () => {
  const rising = { optimistic: 1, likely: 2, pessimistic: 3 };
  const rows: [string, string, object | undefined, string][] = [
    ['no trial at all', 'trials: 0', undefined, 'trials'],
    ['fewer than none', 'trials: -5', undefined, 'trials'],
    ['an unknown system online', '', { online: ['net', 'nosuch'] }, 'whatIf.online.1'],
    ['an unknown system left out', '', { without: ['nosuch'] }, 'whatIf.without.0'],
    ['an unknown team', '', { teamCapacities: [{ team: 'nosuch', capacity: 2 }] }, 'whatIf.teamCapacities.0'],
    ['an unknown system delayed', '', { delays: [{ system: 'nosuch', minutes: 2 }] }, 'whatIf.delays.0'],
    ['an unknown system estimated', '', { estimates: [{ system: 'nosuch', estimate: rising }] }, 'whatIf.estimates.0'],
    [
      'an estimate that falls',
      '',
      {
        estimates: [
          { system: 'net', estimate: rising },
          { system: 'ad', estimate: { ...rising, likely: 4 } },
        ],
      },
      'whatIf.estimates.1',
    ],
    [
      'an estimate below nothing',
      '',
      { estimates: [{ system: 'ad', estimate: { ...rising, optimistic: -1 } }] },
      'whatIf.estimates.0',
    ],
    ['a delay into the past', '', { delays: [{ system: 'ad', minutes: -1 }] }, 'whatIf.delays.0'],
    ['a team without hands', '', { teamCapacities: [{ team: 't', capacity: 0 }] }, 'whatIf.teamCapacities.0'],
    ['a team of millions', '', { teamCapacities: [{ team: 't', capacity: 10_001 }] }, 'whatIf.teamCapacities.0'],
  ];

  it.each(rows)('%s is refused by name', async (_, args, whatIf, argument) => {
    const { data, errors } = await ask(works, args, 'completion { p50 }', whatIf);
    expect(data?.incident?.restorePlan).toBeUndefined();
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument } }]);
    expect(errors![0]!.message).toContain(argument);
    if (JSON.stringify(whatIf ?? {}).includes('nosuch')) expect(errors![0]!.message).toContain('"nosuch"');
  });
});

describe('forecasts of things', () => {
  const fields = `systems(first: 50) { nodes { key schedule { order wave onlineAt ${forecast} } } }
    plants { key forecast ${forecast} lines { key forecast ${forecast} } } milestones { key forecast ${forecast} }
    restorePlan { generatedAt order { key } waves { index systems { key } } completion ${forecast}
      milestones { milestone { key } forecast ${forecast} onTime } }`;
  const byKey = (list: any[], value: (one: any) => unknown): Record<string, any> =>
    Object.fromEntries(list.map((one) => [one.key, value(one)]));

  it('agree with those of the restore plan, and with each other', async () => {
    const { systems, plants, milestones, restorePlan } = await works.ask(fields);
    const courses = byKey(systems.nodes, ({ schedule }) => schedule);
    expect(restorePlan.order.map(({ key }: any) => courses[key].order)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    for (const { index, systems: of } of restorePlan.waves) {
      for (const { key } of of) expect(courses[key].wave).toBe(index);
    }
    const promised = byKey(milestones, (one) => one.forecast);
    expect(restorePlan.milestones.map((one: any) => [one.milestone.key, one.forecast])).toEqual(
      Object.entries(promised),
    );
    expect(restorePlan.milestones.map((one: any) => one.onTime)).toEqual([null, 1]);
    const lines = byKey(
      plants.flatMap((plant: any) => plant.lines),
      (one) => one.forecast,
    );
    expect(lines.L1).toEqual(courses.press.onlineAt);
    expect(byKey(plants, (one) => one.forecast).Q).toEqual(courses.press.onlineAt);
    expect(promised.N).toEqual(lines.L2);
    // ad waits for net
    expect(promised.M).toEqual(courses.ad.onlineAt);
    const last = Object.values(courses)
      .map(({ onlineAt }) => onlineAt.p50)
      .sort()
      .at(-1);
    expect(restorePlan.completion.p50 >= last).toBe(true);
  });

  it('are none once it is there', async () => {
    await works.prepare(desks.cast, ['net', 'ad', 'press']);
    expect((await works.bring(desks.cast, ['net', 'ad', 'press'])).refused).toEqual([]);
    const { systems, plants, milestones, restorePlan } = await works.ask(fields);
    const courses = byKey(systems.nodes, ({ schedule }) => schedule);
    expect([courses.net, courses.ad, courses.press]).toEqual([null, null, null]);
    expect(courses.erp.onlineAt).not.toBeNull();
    expect(byKey(milestones, (one) => one.forecast)).toMatchObject({ M: null, N: { p50: expect.any(String) } });
    const lines = byKey(
      plants.flatMap((plant: any) => plant.lines),
      (one) => one.forecast,
    );
    expect(lines).toMatchObject({ L1: null, L2: { p50: expect.any(String) } });
    expect(byKey(plants, (one) => one.forecast)).toMatchObject({ Q: null, P: { p50: expect.any(String) } });
    expect(restorePlan.milestones.map((one: any) => one.milestone.key)).toEqual(['N']);
    expect(restorePlan.order).toHaveLength(4);
  });

  it('are none of anything once all is back', async () => {
    await works.prepare(desks.cast, ['erp', 'mes', 'wiki', 'fin']);
    expect((await works.bring(desks.cast, ['erp', 'mes', 'wiki', 'fin'])).refused).toEqual([]);
    const { plants, restorePlan } = await works.ask(fields);
    expect(restorePlan).toMatchObject({ completion: null, milestones: [], order: [], waves: [] });
    expect(plants.map((plant: any) => plant.forecast)).toEqual([null, null]);
  });

  it('count from now where nothing has an estimate, and each such system is told', async () => {
    await desks.declare('bare', { systems: [{ key: 'a' }, { key: 'b', dependsOn: ['a'] }] });
    const bare = desks.works('bare');
    const { restorePlan } = await bare.ask(`restorePlan { ${planFields} }`);
    const now = { p50: restorePlan.generatedAt, p90: restorePlan.generatedAt };
    expect(restorePlan.completion).toEqual(now);
    const told = restorePlan.findings.map(({ code, keys }: any) => [code, ...keys].join(' '));
    expect(told).toEqual(['NO_ESTIMATE a', 'NO_TEAM a', 'NO_ESTIMATE b', 'NO_TEAM b']);
  });

  it('count from the planning time: five-minute slots, never before the last event', async () => {
    const at = async () => (await big.ask('restorePlan { generatedAt }')).restorePlan.generatedAt;
    const declaredAt = await at();
    await moveClock(desks.database.ownerUrl, 60);
    await desks.declare('later', { systems: [{ key: 'a' }] });
    const floored = await at();
    expect(Date.parse(floored) % 300_000).toBe(0);
    expect(minutesBetween(declaredAt, floored)).toBeGreaterThan(50);
    await big.done(desks.cast.operates, 'addNote', { text: 'now' });
    const { events, restorePlan } = await big.ask('events(last: 1) { nodes { at } } restorePlan { generatedAt }');
    expect(restorePlan.generatedAt).toBe(events.nodes[0].at);
  });
});
