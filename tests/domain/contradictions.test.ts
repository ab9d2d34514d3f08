import { plannedBoard } from '../../src/board/planned';
import { type Promised, edgeContradictions, infeasible, ownContradictions } from '../../src/domain/plan/contradictions';
import { readPlan } from '../../src/domain/plan/read';
import { infeasibleFindings, planFindings } from '../../src/domain/plan-findings';
import { Forecaster, plainQuestion } from '../../src/planning/forecaster';
import { type Given, boardWith, noon } from '../support/board-builder';

const forecaster = new Forecaster(1);

async function findingsOf(given: Given) {
  const board = boardWith(given);
  const outlook = await forecaster.askOnce(board, plainQuestion(board, board.planningTime(noon)));
  if (outlook === 'BUSY') throw new Error('nobody else asks');
  return planFindings(board, outlook);
}

const inShort = (found: readonly { severity: string; code: string; keys: string[] }[]): string[] =>
  found.map(({ severity, code, keys }) => [severity, code, ...keys].join(' '));

const sound: Promised = {
  ...{ key: 'a', tier: 1, rtoMinutes: 60, mtdMinutes: 120, hasEstimate: true, hasTeam: true },
};
const whole = { team: 't', optimistic: 60, likely: 60, pessimistic: 60 };
const teams = ['t'];

describe('a system contradicts itself', () => {
  it.each<[string, Partial<Promised>, string[]]>([
    ['not when all is said', {}, []],
    [
      'when it may be down for less time than its restore is promised in',
      { mtdMinutes: 59 },
      ['WARNING MTD_SHORTER_THAN_RTO a'],
    ],
    ['not when both are the same', { mtdMinutes: 60 }, []],
    ['not when one of them is not said', { mtdMinutes: null }, []],
    ['nor the other', { rtoMinutes: null, mtdMinutes: 0 }, []],
    ['when nobody knows how long it takes', { hasEstimate: false }, ['INFO NO_ESTIMATE a']],
    ['when nobody is to do it', { hasTeam: false }, ['INFO NO_TEAM a']],
  ])('%s', (_, parts, expected) => {
    expect(inShort(ownContradictions({ ...sound, ...parts }))).toEqual(expected);
  });
});

describe('a system contradicts what it waits for', () => {
  const waiting = { ...sound, key: 'a', tier: 2, rtoMinutes: 60 };
  it.each<[string, Partial<Promised>, 'HARD' | 'SOFT', string[]]>([
    ['not when that is of a lower tier and back sooner', { tier: 1, rtoMinutes: 59 }, 'HARD', []],
    ['not when both are alike', { tier: 2, rtoMinutes: 60 }, 'HARD', []],
    ['when that is of a higher tier', { tier: 3, rtoMinutes: 60 }, 'HARD', ['WARNING TIER_INVERSION a b']],
    ['also when it only should come after it', { tier: 3, rtoMinutes: 60 }, 'SOFT', ['WARNING TIER_INVERSION a b']],
    ['when that need only be back later', { tier: 2, rtoMinutes: 61 }, 'HARD', ['WARNING RTO_INVERSION a b']],
    ['but not when it can go without it', { tier: 2, rtoMinutes: 61 }, 'SOFT', []],
    ['not when that promises nothing', { tier: 2, rtoMinutes: null }, 'HARD', []],
    [
      'twice when both are so',
      { tier: 4, rtoMinutes: 99 },
      'HARD',
      ['WARNING TIER_INVERSION a b', 'WARNING RTO_INVERSION a b'],
    ],
  ])('%s', (_, parts, strength, expected) => {
    expect(inShort(edgeContradictions(waiting, { ...sound, ...parts, key: 'b' }, strength))).toEqual(expected);
  });

  it('and the sentence names both with what they promise', () => {
    const [found] = edgeContradictions(waiting, { ...sound, key: 'b', rtoMinutes: 1500 }, 'HARD');
    expect(found!.message).toBe('a should be back after 1 h, but waits for b, which need only be back after 1 d 1 h.');
    expect(infeasible('a', 60, 90).message).toContain('1 h 30 min');
  });
});

describe('the findings on an incident', () => {
  it('are those of its systems and edges, in the order of keys', async () => {
    const systems = {
      a: { ...whole, tier: 0, rtoMinutes: 10_000, mtdMinutes: 9_000 },
      b: { ...whole, tier: 1, rtoMinutes: 20_000 },
      c: {},
    };
    expect(inShort(await findingsOf({ teams, systems, dependencies: ['a > b'] }))).toEqual([
      'WARNING MTD_SHORTER_THAN_RTO a',
      'WARNING TIER_INVERSION a b',
      'WARNING RTO_INVERSION a b',
      'INFO NO_ESTIMATE c',
      'INFO NO_TEAM c',
    ]);
  });

  it('say nothing of what an ONLINE one lacks, nor of the retired; but an edge on an ONLINE one still counts', async () => {
    const systems = {
      a: { ...whole, tier: 0 },
      b: { state: 'ONLINE' as const },
      c: { state: 'RETIRED' as const, tier: 5 },
    };
    expect(inShort(await findingsOf({ teams, systems, dependencies: ['a > b', 'a > c', 'b > c'] }))).toEqual([
      'WARNING TIER_INVERSION a b',
    ]);
  });

  // the board is seen at noon, six hours after the declaration
  it.each<[string, number, string[]]>([
    ['not when the promise is kept to the minute', 420, []],
    ['when it is missed by one', 419, ['WARNING RTO_INFEASIBLE a']],
    ['when its time is over already', 60, ['WARNING RTO_INFEASIBLE a']],
  ])('call a recovery time objective infeasible, counted from the declaration: %s', async (_, rtoMinutes, expected) => {
    expect(inShort(await findingsOf({ teams, systems: { a: { ...whole, rtoMinutes } } }))).toEqual(expected);
  });

  it('count what a team has no hands for: of two that take an hour one is late', async () => {
    const systems = { a: { ...whole, rtoMinutes: 430 }, b: { ...whole, rtoMinutes: 430 } };
    expect(inShort(await findingsOf({ teams, systems }))).toEqual(['WARNING RTO_INFEASIBLE b']);
    expect(inShort(await findingsOf({ teams, systems, capacities: { t: 2 } }))).toEqual([]);
  });

  it('do not call what is back infeasible, however late it came', async () => {
    const systems = {
      a: { ...whole, state: 'ONLINE' as const, rtoMinutes: 1 },
      b: { ...whole, state: 'RETIRED' as const, rtoMinutes: 1 },
    };
    expect(await findingsOf({ teams, systems })).toEqual([]);
  });

  it('are 200 at most, and a count of the rest', async () => {
    const systems = Object.fromEntries(Array.from({ length: 150 }, (_, n) => [`s${n}`, 'OFFLINE' as const]));
    const found = await findingsOf({ systems });
    expect(found).toHaveLength(201);
    expect(found.at(-1)).toMatchObject({ severity: 'INFO', code: 'TOO_LARGE', keys: [] });
    expect(found.at(-1)!.message).toContain('100 more');
  });
});

describe('the findings on a document', () => {
  const document = (systems: object[]) => ({
    format: 'blackstart/v1',
    teams: [{ key: 't', name: 'T', capacity: 1 }],
    systems: systems.map((one) => ({ tier: 1, zone: 'L4', team: 't', estimate: ['60m', '60m', '60m'], ...one })),
  });
  const read = (systems: object[]) => readPlan(document(systems)).against(null);

  it('are warnings and remarks: the plan can be taken over with them', () => {
    const { plan, findings } = read([
      { key: 'a', tier: 0, rto: '1h', mtd: '30m', dependsOn: ['b'] },
      { key: 'b', rto: '2h', estimate: null, team: null },
    ]);
    expect(plan!.systems).toHaveLength(2);
    expect(inShort(findings)).toEqual([
      'WARNING MTD_SHORTER_THAN_RTO a',
      'WARNING TIER_INVERSION a b',
      'WARNING RTO_INVERSION a b',
      'INFO NO_ESTIMATE b',
      'INFO NO_TEAM b',
    ]);
  });

  it('of what half of the trials miss count from the declaration that the plan would make', async () => {
    const { plan } = read([
      { key: 'a', rto: '59m' },
      { key: 'b', rto: '60m' },
      { key: 'c', rto: '2h', dependsOn: ['b'] },
    ]);
    const board = plannedBoard(plan!, noon)!;
    const { declaredAt } = board.incident;
    expect(declaredAt).toBe(noon);
    const outlook = await forecaster.askOnce(board, plainQuestion(board, declaredAt));
    if (outlook === 'BUSY') throw new Error('nobody else asks');
    // one hand: b and c, the critical ones, after 1 h and 2 h; then a after 3 h
    expect(inShort(infeasibleFindings(board, outlook))).toEqual(['WARNING RTO_INFEASIBLE a']);
  });
});
