import { rehearsal, rehearsalKey, type Works } from '../support/albion';
import { Desks } from '../support/albion.desk';
import { gql } from '../support/client';
import { mutate } from '../support/desk';
import { type Told, beginSlot, restorePlan } from '../support/planning';

const desks = new Desks();
let works: Works;
let plain: Told;
let before: unknown;
const suppose = (whatIf?: object): Promise<Told> =>
  restorePlan({ url: desks.server.url, token: desks.token('oscar'), incident: rehearsalKey }, { whatIf });

/** Everything that a watcher can see of the incident. */
function picture(): Promise<unknown> {
  const system = `id key version state tier schedule { wave order slackMinutes critical } blockers { kind }
    containment { status } estimate { optimistic likely pessimistic } holds { id }`;
  return works.ask(`position logHead events(first: 500) { totalCount nodes { hash } } teams { key capacity }
    progress { total online blocked ready held } holds { id } milestones { key status done total }
    systems(first: 500) { nodes { ${system} } } nextActions(first: 500) { kind message }
    bottlenecks(first: 500) { holdsBack blocker { message } }`);
}

beforeAll(async () => {
  await desks.open(2);
  await beginSlot(desks.database.ownerUrl);
  const desk = { url: desks.server.url, token: desks.cast.commands };
  const input = { key: rehearsalKey, plan: { content: rehearsal() } };
  await mutate(desk, 'declareIncident', 'DeclareIncidentInput', input, '{ userErrors { message } }');
  works = desks.works(rehearsalKey);
  plain = await suppose();
  before = await picture();
});
afterAll(() => desks.close());

const m8 = (told: Told): number => told.milestones.M8!.p50;

/** Every forecast of an outlook by name, p50 in minutes. */
function every({ completion, milestones, teams }: Told): Record<string, number> {
  const ofTeams = Object.entries(teams).map(([key, { busyUntil }]) => [`team ${key}`, busyUntil]);
  const all = [...Object.entries(milestones), ...ofTeams, ['completion', completion]] as [string, Told['completion']][];
  return Object.fromEntries(all.flatMap(([key, forecast]) => (forecast ? [[key, forecast.p50]] : [])));
}

/** By how many minutes all forecasts lie later than in the plan as it is. */
const shifts = (told: Told): number[] =>
  Object.entries(every(plain)).map(([key, minutes]) => every(told)[key]! - minutes);

describe('what if', () => {
  it('there were nothing to suppose: the same answer, and no delta to tell, or one of 0', async () => {
    expect(plain.deltaMinutes).toBeNull();
    expect(await suppose({})).toEqual({ ...plain, deltaMinutes: 0 });
  });

  it('plant control had twice its people: the first vehicles are sooner', async () => {
    const more = await suppose({ teamCapacities: [{ team: 'ot', capacity: 8 }] });
    expect(m8(more)).toBeLessThan(m8(plain));
    expect(more.deltaMinutes).toBeLessThan(0);
    expect(more.deltaMinutes).toBe(more.completion!.p50 - plain.completion!.p50);
    expect(more.teams.ot).toMatchObject({
      systems: plain.teams.ot!.systems,
      likelyMinutes: plain.teams.ot!.likelyMinutes,
    });
    expect(more.order).toEqual(plain.order);
  });

  it('plant control had one hand: everything takes at least the sum of its work, one after the other', async () => {
    const { systems } = await works.ask('systems(first: 500) { nodes { team { key } estimate { optimistic } } }');
    const least = systems.nodes
      .filter(({ team }: any) => team.key === 'ot')
      .reduce((sum: number, { estimate }: any) => sum + estimate.optimistic, 0);
    const alone = await suppose({ teamCapacities: [{ team: 'ot', capacity: 1 }] });
    expect(alone.teams.ot!.busyUntil!.p50).toBeGreaterThan(least);
    expect(m8(alone)).toBeGreaterThan(m8(plain));
    expect(alone.deltaMinutes).toBeGreaterThan(0);
  });

  it('the ERP took half or twice as long', async () => {
    const erp = (factor: number) => ({
      estimates: [
        { system: 'erp', estimate: { optimistic: 3456 * factor, likely: 5760 * factor, pessimistic: 12672 * factor } },
      ],
    });
    const [half, double] = [await suppose(erp(0.5)), await suppose(erp(2))];
    // the mean of its estimate is (3456 + 4 · 5760 + 12672) / 6 = 6528 min
    expect(half.deltaMinutes).toBeLessThan(-1000);
    expect(half.deltaMinutes).toBeGreaterThan(-3264 * 1.1);
    expect(double.deltaMinutes).toBeGreaterThan(6528 * 0.9);
    expect(double.deltaMinutes).toBeLessThan(6528 * 1.1);
    expect(half.milestones.M1).toEqual(plain.milestones.M1);
    expect(m8(half)).toBeLessThan(m8(plain));
    expect(m8(double)).toBeGreaterThan(m8(plain));
    expect(half.teams['business-apps']!.likelyMinutes).toBe(plain.teams['business-apps']!.likelyMinutes - 2880);
  });

  it('some were online already: they have no place, and all the others come sooner', async () => {
    const ahead = await suppose({ online: ['oob', 'netseg'] });
    expect([...ahead.order].sort()).toEqual(plain.order.filter((key) => key !== 'oob' && key !== 'netseg').sort());
    // 544 + 816 = 1360 min on average are done
    for (const shift of shifts(ahead)) expect(shift).toBeLessThan(-900);
    expect(ahead.deltaMinutes).toBeLessThan(-900);
    expect(ahead.teams.network).toMatchObject({ systems: 2, likelyMinutes: 1200 });
  });

  it('a system were not there at all: what waits for it waits for nothing in its place', async () => {
    const gone = await suppose({ without: ['erp'] });
    expect([...gone.order].sort()).toEqual(plain.order.filter((key) => key !== 'erp').sort());
    expect(gone.deltaMinutes).toBeLessThan(-1000);
    expect(gone.milestones.M1).toBeDefined();
    const { order } = await suppose({ without: ['oob', 'netseg'] });
    expect(order.slice(0, 4).sort()).toEqual(['backup', 'dns', 'edr', 'ire']);
  });

  it('a hold lasted ten hours on the first: everything comes ten hours later, to the minute', async () => {
    const late = await suppose({ delays: [{ system: 'oob', minutes: 600 }] });
    expect(late.deltaMinutes).toBe(600);
    expect(new Set(shifts(late))).toEqual(new Set([600]));
    expect(late.order).toEqual(plain.order);
  });

  it('a hold lasted on one system for longer than the rest takes: the end waits for it', async () => {
    const minutes = 200_000;
    const late = await suppose({ delays: [{ system: 'mail', minutes }] });
    // mail takes 288 to 1056 min
    expect(late.completion!.p50).toBeGreaterThan(minutes + 288);
    expect(late.completion!.p90).toBeLessThan(minutes + 1056);
    expect(late.milestones.M1).toEqual(plain.milestones.M1);
    expect(m8(late)).toBeLessThan(minutes);
    expect(late.teams.workplace!.busyUntil).toEqual(late.completion);
  });

  it('all of it were so at once: each counts', async () => {
    const delays = [{ system: 'oob', minutes: 600 }];
    const teamCapacities = [{ team: 'ot', capacity: 8 }];
    const [more, both] = [await suppose({ teamCapacities }), await suppose({ teamCapacities, delays })];
    expect(both.deltaMinutes).toBe(more.deltaMinutes! + 600);
    const all = await suppose({
      ...{ delays: [{ system: 'netseg', minutes: 100 }], teamCapacities, online: ['oob'], without: ['mail'] },
      estimates: [{ system: 'erp', estimate: { optimistic: 60, likely: 60, pessimistic: 60 } }],
    });
    expect(all.order).toHaveLength(68);
    expect(all.deltaMinutes).toBeLessThan(more.deltaMinutes!);
    expect(all.teams['business-apps']!.likelyMinutes).toBe(plain.teams['business-apps']!.likelyMinutes - 5700);
  });

  it('everything were back or gone: nothing is left to do', async () => {
    for (const whatIf of [{ online: plain.order }, { without: plain.order }]) {
      const { order, completion, deltaMinutes, teams } = await suppose(whatIf);
      expect([order, completion?.p50 ?? 0, completion?.p90 ?? 0]).toEqual([[], 0, 0]);
      expect(deltaMinutes).toBe(-plain.completion!.p50);
      for (const load of Object.values(teams)) expect(load).toEqual({ systems: 0, likelyMinutes: 0, busyUntil: null });
    }
  });

  it('things are named by UUID, or by key, or in another order: it is the same question', async () => {
    const { systems, teams } = await works.ask('systems(first: 500) { nodes { id key } } teams { id key }');
    const idOf = (list: any[], key: string): string => list.find((one) => one.key === key).id;
    const byKey = { online: ['oob', 'netseg'], teamCapacities: [{ team: 'ot', capacity: 8 }] };
    const byId = {
      online: [idOf(systems.nodes, 'netseg'), idOf(systems.nodes, 'oob')],
      teamCapacities: [{ team: idOf(teams, 'ot'), capacity: 8 }],
    };
    expect(await suppose(byId)).toEqual(await suppose(byKey));
  });

  it('changes no schedule but the one that it asks for', async () => {
    const query = `query ($incident: ID!, $whatIf: WhatIfInput) { incident(id: $incident) {
      restorePlan(whatIf: $whatIf) { waves { systems { key schedule { wave order } } } order(first: 1) { key } } } }`;
    const variables = { incident: rehearsalKey, whatIf: { online: ['oob'] } };
    const { data } = await gql(desks.server.url, desks.token('oscar'), query, variables);
    const { waves, order } = data.incident.restorePlan;
    expect(order).toEqual([{ key: 'netseg' }]);
    expect(waves[0].systems).toEqual([{ key: 'netseg', schedule: { wave: 1, order: 2 } }]);
  });
});

it('nothing of what was supposed is stored', async () => {
  await suppose({ online: ['oob'], without: ['mail'], delays: [{ system: 'ad', minutes: 60 }] });
  expect(await picture()).toEqual(before);
  expect(await suppose()).toEqual(plain);
  const other = desks.servers[1]!;
  const elsewhere = await desks.works(rehearsalKey, other).ask('position logHead');
  expect(elsewhere).toEqual({ position: (before as any).position, logHead: (before as any).logHead });
});
