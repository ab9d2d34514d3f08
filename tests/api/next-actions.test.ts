import type { Works } from '../support/albion';
import { Desks } from '../support/albion.desk';

const desks = new Desks();
let works: Works;

const plan = {
  policy: { rules: [{ require: ['EVIDENCE_PRESERVED'] }] },
  teams: ['core', 'plant'].map((key) => ({ key, name: key, capacity: 1 })),
  plants: ['P', 'Q'].map((key) => ({ key, name: key })),
  systems: [
    { key: 'net', tier: 0, team: 'core', estimate: ['10m', '20m', '60m'] },
    { key: 'press', team: 'plant', plant: 'P', dependsOn: ['net'], estimate: ['10m', '20m', '60m'] },
    { key: 'weld', team: 'plant', plant: 'Q', estimate: ['10m', '20m', '60m'] },
  ],
  lines: [{ key: 'L', name: 'Weld line', plant: 'Q', systems: ['weld'] }],
  milestones: [{ key: 'M', name: 'Output', gate: true, systems: ['weld'], plant: 'Q' }],
};

beforeAll(async () => {
  await desks.open();
  await desks.declare('shop', plan);
  works = desks.works('shop');
});
afterAll(() => desks.close());

const fields =
  'kind role unlocks critical message system { key } milestone { key } line { key } hold { id } override { id }';

async function inShort(args = 'first: 500'): Promise<string[]> {
  const { nextActions } = await works.ask(`nextActions(${args}) { ${fields} }`);
  return nextActions.map(({ kind, system, milestone, line }: any) =>
    [kind, (system ?? milestone ?? line)?.key].filter(Boolean).join(' '),
  );
}

it('tells what can begin, for whom, and how many wait for it', async () => {
  const { nextActions } = await works.ask(`nextActions { ${fields} }`);
  expect(nextActions).toEqual([
    expect.objectContaining({
      kind: 'COMPLETE_CHECKS',
      role: 'ENGINEER',
      unlocks: 1,
      critical: true,
      system: { key: 'net' },
    }),
    expect.objectContaining({ kind: 'COMPLETE_CHECKS', role: 'ENGINEER', unlocks: 0, system: { key: 'weld' } }),
  ]);
  expect(nextActions[0]).toMatchObject({ milestone: null, line: null, hold: null, override: null });
  expect(nextActions[0].message).toContain('EVIDENCE_PRESERVED');
});

it('leads from one step to the next, up to the line and the gate', async () => {
  const { cast } = desks;
  await works.passChecks(cast.restores, ['weld']);
  expect(await inShort('plant: "Q"')).toEqual(['START_RESTORE weld']);
  await works.done(cast.restores, 'startRestore', { system: 'weld' });
  expect(await inShort('plant: "Q"')).toEqual(['FINISH_RESTORE weld']);
  await works.done(cast.restores, 'markSystemRestored', { system: 'weld' });
  expect((await inShort('plant: "Q"')).sort()).toEqual(['VALIDATE weld', 'VERIFY_CONTAINMENT weld']);
  await works.done(cast.operates, 'recordValidation', { system: 'weld', passed: true, note: 'it welds' });
  expect(await inShort('plant: "Q"')).toEqual(['VERIFY_CONTAINMENT weld']);
  await works.sign(cast, ['weld']);
  expect(await inShort('plant: "Q"')).toEqual(['BRING_ONLINE weld']);
  await works.bring(cast, ['weld']);
  expect(await inShort('plant: "Q"')).toEqual(['DECLARE_MILESTONE M', 'MARK_LINE_RUNNING L']);
});

it('is filtered by team, plant and role, by UUID or key', async () => {
  const { cast } = desks;
  await works.done(cast.commands, 'placeHold', { plant: 'P', reason: 'odd traffic' });
  await works.done(cast.commands, 'placeHold', { system: 'press', reason: 'a beacon' });
  const all = await inShort();
  expect([...all].sort()).toEqual(
    ['COMPLETE_CHECKS net', 'DECLARE_MILESTONE M', 'MARK_LINE_RUNNING L', 'RELEASE_HOLD', 'RELEASE_HOLD press'].sort(),
  );
  const { teams, plants } = await works.ask('teams { id key } plants { id key }');
  const [core, site] = [teams[0].id, plants[0].id];
  expect(await inShort('team: "core"')).toEqual(['COMPLETE_CHECKS net']);
  expect(await inShort(`team: "${core}"`)).toEqual(['COMPLETE_CHECKS net']);
  expect(await inShort('team: "plant"')).toEqual(['RELEASE_HOLD press']);
  expect((await inShort('plant: "P"')).sort()).toEqual(['RELEASE_HOLD', 'RELEASE_HOLD press']);
  expect(await inShort(`plant: "${site}"`)).toEqual(await inShort('plant: "P"'));
  expect(await inShort('role: ENGINEER')).toEqual(all.filter((one) => /^(COMPLETE|MARK)/.test(one)));
  expect(await inShort('role: COMMANDER')).toEqual(all.filter((one) => /^(RELEASE|DECLARE)/.test(one)));
  expect(await inShort('role: VERIFIER')).toEqual([]);
  expect(await inShort('role: COMMANDER, plant: "Q"')).toEqual(['DECLARE_MILESTONE M']);
  expect(await inShort('first: 2')).toEqual(all.slice(0, 2));
});

it('has in front what must stop', async () => {
  await works.done(desks.cast.verifies, 'revokeContainment', { system: 'weld', reason: 'a beacon' });
  const { nextActions } = await works.ask(`nextActions(first: 1) { ${fields} }`);
  expect(nextActions).toMatchObject([{ kind: 'CONFIRM_STOPPED', system: { key: 'weld' }, role: 'ENGINEER' }]);
});

it('counts for a bottleneck the systems that it holds back, itself included, and names the system that it is on', async () => {
  const { bottlenecks } = await works.ask(
    'bottlenecks(first: 500) { holdsBack system { key } blocker { kind system { key } hold { reason } } }',
  );
  const told = bottlenecks.map(({ holdsBack, system, blocker }: any) => [
    ...[blocker.kind, system?.key ?? null, blocker.hold?.reason ?? null, holdsBack],
  ]);
  expect(told.slice(0, 2).sort()).toEqual([
    ['CONTAINMENT', 'net', null, 2],
    ['STATE', 'net', null, 2],
  ]);
  expect(told.filter(([kind]: any) => kind === 'HOLD').sort()).toEqual(
    [
      ['HOLD', 'press', 'a beacon', 1],
      ['HOLD', null, 'odd traffic', 1],
    ].sort(),
  );
  expect((await works.ask('bottlenecks(first: 1) { holdsBack }')).bottlenecks).toEqual([{ holdsBack: 2 }]);
});

it.each([
  ['nextActions(team: "nosuch") { kind }', 'team'],
  ['nextActions(plant: "nosuch") { kind }', 'plant'],
  ['nextActions(first: 0) { kind }', 'first'],
  ['nextActions(first: 501) { kind }', 'first'],
  ['bottlenecks(first: 0) { holdsBack }', 'first'],
])('refuses %s by name', async (query, named) => {
  await expect(works.ask(query)).rejects.toThrow(new RegExp(`${named}.*BAD_USER_INPUT`));
});

it('is nothing while the incident is closed', async () => {
  await works.done(desks.cast.commands, 'closeIncident', { reason: 'broken off', abandon: true });
  expect(await inShort()).toEqual([]);
  await works.done(desks.cast.commands, 'reopenIncident', { reason: 'they are back' });
  expect((await inShort())[0]).toBe('CONFIRM_STOPPED weld');
});
