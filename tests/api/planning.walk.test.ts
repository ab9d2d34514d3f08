import { rehearsal, rehearsalKey } from '../support/albion';
import { Desks } from '../support/albion.desk';
import { AlbionWalk, type Outlook } from '../support/albion.walk';
import { mutate } from '../support/desk';
import { minutesBetween } from '../support/planning';

jest.setTimeout(300_000);

const isGoal = /^(M\d+|completion)$/;
const desks = new Desks();
let walk: AlbionWalk;

beforeAll(async () => {
  await desks.open();
  const desk = { url: desks.server.url, token: desks.cast.commands };
  const plan = { content: rehearsal({ verificationTtl: 'never', otVerificationTtl: 'never' }) };
  const answer = '{ incident { teams { key capacity } } userErrors { message } }';
  const input = { key: rehearsalKey, plan };
  const { incident } = await mutate(desk, 'declareIncident', 'DeclareIncidentInput', input, answer);
  const capacities = Object.fromEntries(incident.teams.map(({ key, capacity }: any) => [key, capacity]));
  walk = new AlbionWalk(desks.works(rehearsalKey), desks.cast, desks.database.ownerUrl, capacities);
});
afterAll(() => desks.close());

/** By how many minutes each forecast lies later than before; of those that both have. */
function movedBy(before: Outlook, after: Outlook): Record<string, number> {
  const both = Object.keys(after).filter((key) => before[key]);
  return Object.fromEntries(both.map((key) => [key, minutesBetween(before[key]!.p50, after[key]!.p50)]));
}

const order = async (): Promise<string[]> => {
  const told = await walk.works.ask('restorePlan { order(first: 500) { key } }');
  return told.restorePlan.order.map(({ key }: any) => key);
};

it('time that passes while nothing is done moves every forecast by as much', async () => {
  const before = await walk.outlook();
  await walk.pass(90);
  const after = await walk.outlook();
  const passed = minutesBetween(before.at, after.at);
  expect(passed).toBeGreaterThanOrEqual(90);
  const moved = Object.entries(movedBy(before.forecasts, after.forecasts));
  expect(moved).toHaveLength(70 + 11 + 8 + 15 + 1);
  for (const [key, minutes] of moved) expect([key, Math.abs(minutes - passed) < 1]).toEqual([key, true]);
});

it('a restore under way that goes as planned moves none', async () => {
  expect(await walk.doAllThatTakesNoTime()).toEqual(['oob']);
  const before = await walk.outlook();
  await walk.pass(250); // nine tenths of its most optimistic 288 min are 259
  const { forecasts } = await walk.outlook();
  for (const [key, minutes] of Object.entries(movedBy(before.forecasts, forecasts))) {
    expect([key, Math.abs(minutes) < 1.1]).toEqual([key, true]);
  }
});

it('one that takes longer than anybody feared puts off everything, and one that ends early brings everything forward', async () => {
  const planned = await walk.outlook();
  await walk.pass(1000); // 1250 min in all; pessimistic are 1056
  const late = await walk.outlook();
  for (const [key, minutes] of Object.entries(movedBy(planned.forecasts, late.forecasts))) {
    expect([key, minutes > 500]).toEqual([key, true]);
  }
  await walk.finish(['oob']);
  await walk.doAllThatTakesNoTime();
  await walk.finish(['netseg']); // in no time, where 816 min were to be expected
  await walk.doAllThatTakesNoTime();
  const early = await walk.outlook();
  expect(early.forecasts).not.toHaveProperty('oob');
  expect(early.forecasts).not.toHaveProperty('netseg');
  for (const [key, minutes] of Object.entries(movedBy(late.forecasts, early.forecasts))) {
    expect([key, minutes < -400]).toEqual([key, true]);
  }
});

it('doing what is next, each work in its time, brings everything back as was forecast', async () => {
  const first = await walk.outlook();
  const [ends, doneAt] = [new Map<string, string>(), new Map<string, string>()];
  let before = first;
  for (let underWay = await walk.doAllThatTakesNoTime(); underWay.length > 0;) {
    for (const key of underWay) if (!ends.has(key)) ends.set(key, before.forecasts[key]!.p50);
    const next = underWay.map((key) => ends.get(key)!).sort()[0]!;
    await walk.pass(Math.max(0, minutesBetween(before.at, next)));
    await walk.finish(underWay.filter((key) => ends.get(key)! <= next));
    underWay = await walk.doAllThatTakesNoTime();
    const after = await walk.outlook();
    for (const key of Object.keys(before.forecasts)) if (!after.forecasts[key]) doneAt.set(key, after.at);
    // what is back never gets a forecast again, and nothing is promised for the past
    expect(Object.keys(after.forecasts).filter((key) => !before.forecasts[key])).toEqual([]);
    expect(Object.entries(after.forecasts).filter(([, { p50 }]) => p50 < after.at)).toEqual([]);
    // 4 % of the whole: what 500 trials, drawn anew, and another order of a team's work may come to
    const moved = movedBy(before.forecasts, after.forecasts).completion ?? 0;
    expect(moved).toBeLessThan(0.04 * minutesBetween(first.at, first.forecasts.completion!.p50));
    before = after;
  }
  expect(before.forecasts).toEqual({});
  expect(await order()).toEqual([]);
  for (const [key, { p50, p90 }] of Object.entries(first.forecasts).filter(([name]) => isGoal.test(name))) {
    const [taken, half, most] = [doneAt.get(key)!, p50, p90].map((at) => minutesBetween(first.at, at));
    expect([key, taken! > 0.85 * half! && taken! <= most!]).toEqual([key, true]);
  }
});
