import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Works } from '../support/albion';
import { Desks } from '../support/albion.desk';
import { moveClock } from '../support/albion.clock';
import { runCli } from '../support/cli';
import { gql } from '../support/client';
import { dataOf, mutate } from '../support/desk';

const desks = new Desks();
let works: Works;
let folder: string;

const head = 'format: blackstart/v1\nteams: [{key: t, name: T, capacity: 3}]\nsystems:\n';
const entry = (key: string, rest: string): string => `  - {key: ${key}, name: ${key}, zone: L4, ${rest}}\n`;
const hour = 'team: t, estimate: [60m, 60m, 60m]';

// a system a line, from line 4 on; every entry begins in column 5
const lines = [
  entry('fine', `tier: 0, ${hour}, rto: 2h, mtd: 3h`),
  entry('hasty', `tier: 1, ${hour}, rto: 3h, mtd: 2h`),
  entry('early', `tier: 1, ${hour}, rto: 3h, dependsOn: [late]`),
  entry('late', `tier: 1, ${hour}, rto: 5h`),
  entry('low', `tier: 0, ${hour}, dependsOn: [{system: high, strength: SOFT}]`),
  entry('high', `tier: 3, ${hour}`),
  entry('vague', 'tier: 1, team: t'),
  entry('lonely', 'tier: 1, estimate: [60m, 60m, 60m]'),
  entry('never', 'tier: 1, estimate: [60m, 60m, 60m], team: t, rto: 59m'),
];
const content = head + lines.join('');

const expected = [
  ['WARNING', 'MTD_SHORTER_THAN_RTO', ['hasty'], 5],
  ['WARNING', 'RTO_INVERSION', ['early', 'late'], 6],
  ['WARNING', 'TIER_INVERSION', ['low', 'high'], 8],
  ['INFO', 'NO_ESTIMATE', ['vague'], 10],
  ['INFO', 'NO_TEAM', ['lonely'], 11],
] as const;
const missed = ['WARNING', 'RTO_INFEASIBLE', ['never'], 12] as const;

const checkQuery = `query ($input: PlanDocumentInput!) { checkPlan(input: $input) { valid systems
  findings { severity code message keys cycle line column } } }`;

const check = async (text: string, format = 'BLACKSTART'): Promise<any> => {
  const { url } = desks.server;
  return dataOf(await gql(url, desks.token('oscar'), checkQuery, { input: { format, content: text } })).checkPlan;
};

const apply = (text: string, dryRun: boolean): Promise<any> =>
  mutate(
    { url: desks.server.url, token: desks.cast.commands },
    'applyPlan',
    'ApplyPlanInput',
    { incident: 'shop', plan: { content: text }, reason: 'as it is', dryRun },
    '{ event { position } diff { added } findings { severity code message keys line column } userErrors { code } }',
  );

const inShort = (found: any[]): unknown[] =>
  found.map(({ severity, code, keys, line }) => [severity, code, keys, line]);

beforeAll(async () => {
  await desks.open();
  folder = mkdtempSync(join(tmpdir(), 'blackstart-findings-'));
  await desks.declare('shop', {
    systems: [{ key: 'fine', tier: 0, team: 't' }],
    teams: [{ key: 't', name: 'T', capacity: 3 }],
  });
  works = desks.works('shop');
});
afterAll(async () => {
  await desks.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('checkPlan', () => {
  it('tells each contradiction with line and column of its system', async () => {
    // an hour's work is never done within 59 minutes
    const { valid, systems, findings } = await check(content);
    expect({ valid, systems }).toEqual({ valid: true, systems: 9 });
    const own = findings.filter(({ code }: any) => code !== 'RTO_INFEASIBLE');
    expect(inShort(own)).toEqual(expected);
    expect(inShort(findings)).toContainEqual(missed);
    expect(new Set(findings.map(({ column }: any) => column))).toEqual(new Set([5]));
    expect(findings.map(({ line }: any) => line)).toEqual(
      [...findings.map(({ line }: any) => line)].sort((a, b) => a - b),
    );
    expect(findings.map(({ cycle }: any) => cycle)).toEqual(findings.map(() => null));
  });

  it('counts from the declaration that the document names, however long ago', async () => {
    const incident = 'incident: {key: x, title: X, declaredAt: "2025-01-01T00:00:00Z"}\n';
    const late = (await check(content.replace('teams:', `${incident}teams:`))).findings;
    const now = (await check(content)).findings;
    expect(late.map(({ code, keys }: any) => [code, keys])).toEqual(now.map(({ code, keys }: any) => [code, keys]));
  });

  it('says nothing of the times of a document that cannot be taken over', async () => {
    const { valid, findings } = await check(content + entry('bad', 'tier: 1, team: nosuch'));
    expect(valid).toBe(false);
    expect(findings.map(({ code }: any) => code)).toContain('UNKNOWN_REFERENCE');
    expect(findings.map(({ code }: any) => code)).not.toContain('RTO_INFEASIBLE');
  });

  it('lists 200 and counts the rest', async () => {
    const many = Array.from({ length: 150 }, (_, n) => entry(`s${n}`, 'tier: 1')).join('');
    const { findings } = await check(head + many);
    expect(findings).toHaveLength(201);
    const more = (found: any[]) => found.filter(({ code }) => code === 'TOO_LARGE');
    expect(more(findings)).toMatchObject([{ severity: 'INFO', message: expect.stringContaining('100 more') }]);
    const hopeless = Array.from({ length: 250 }, (_, n) => entry(`s${n}`, `tier: 1, ${hour}, rto: 1m`)).join('');
    const told = (await check(head + hopeless)).findings;
    expect(told.filter(({ code }: any) => code === 'RTO_INFEASIBLE')).toHaveLength(200);
    expect(more(told)).toMatchObject([{ severity: 'INFO', message: expect.stringContaining('50 more') }]);
  });

  it('finds the same in CSV', async () => {
    const csv = 'key,name,tier,zone,rto,depends_on\nlow,Low,0,L4,1h,high\nhigh,High,3,L4,2h,\n';
    const { valid, findings } = await check(csv, 'CSV');
    expect(valid).toBe(true);
    expect(findings.map(({ code, line }: any) => `${code} ${line}`)).toEqual(
      expect.arrayContaining(['TIER_INVERSION 2', 'RTO_INVERSION 2', 'NO_ESTIMATE 3', 'NO_TEAM 3']),
    );
  });
});

describe('applyPlan', () => {
  it('tells the same of a dry run, and of what was done, as of now', async () => {
    await moveClock(desks.database.ownerUrl, 90);
    await works.done(desks.cast.operates, 'addNote', { text: 'the server knows what time it is' });
    const { position } = await works.ask('position');
    const dry = await apply(content, true);
    expect(dry).toMatchObject({ event: null, userErrors: [], diff: { added: expect.any(Number) } });
    expect((await works.ask('position')).position).toBe(position);
    const real = await apply(content, false);
    expect(real).toMatchObject({ event: { position: position + 1 }, userErrors: [] });
    for (const { findings } of [dry, real]) {
      expect(inShort(findings.slice(0, 5))).toEqual(expected);
      const late = findings.slice(5).map(({ code, keys, line }: any) => [code, ...keys, line]);
      expect(late).toContainEqual(['RTO_INFEASIBLE', 'never', null]);
      // 90 minutes have passed, an hour's work is left: 2 h can't be kept any more
      expect(late).toContainEqual(['RTO_INFEASIBLE', 'fine', null]);
    }
    expect(real.findings.map(({ code, keys }: any) => [code, keys])).toEqual(
      dry.findings.map(({ code, keys }: any) => [code, keys]),
    );
    const plan = await works.ask('restorePlan { findings { code keys } }');
    expect(plan.restorePlan.findings).toHaveLength(real.findings.length);
  });

  it('tells what the document says of itself also where nothing changes', async () => {
    const again = await apply(content, false);
    expect(again).toMatchObject({ event: null, userErrors: [] });
    expect(inShort(again.findings.slice(0, 5))).toEqual(expected);
  });
});

describe('blackstart check', () => {
  it('prints each finding at its place, and is content with warnings', async () => {
    const file = join(folder, 'plan.yaml');
    writeFileSync(file, content);
    const { code, stdout, stderr } = await runCli(['check', file], {
      DATABASE_URL: 'postgres://nobody:x@127.0.0.1:1/none',
    });
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `${file}: ok, 9 systems, 2 dependencies, 0 plants, 0 milestones\n`,
    });
    for (const [severity, finding, [key], line] of [...expected, missed]) {
      expect(stderr).toMatch(new RegExp(`^${file}:${line}:5: ${severity} ${finding} ${key}`, 'm'));
    }
  });
});
