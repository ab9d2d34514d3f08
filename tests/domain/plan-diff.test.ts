import type { CheckRow, SystemRow } from '../../src/domain/rows';
import { readDocument } from '../../src/plans/read';
import { albionYaml, commander, declared, planOf, ranksHold, type Recovery, systemsOf } from '../support/plans';

const systems = (waits: Record<string, unknown[]>) => systemsOf(waits).systems;
const M = (fields: object = {}) => ({ key: 'M', gate: true, ...fields });

function happen(recovery: Recovery, key: string, row: Partial<SystemRow>): Recovery {
  return recovery.change({ table: 'system', op: 'update', row: { ...row, id: recovery.system(key).id } });
}

describe('a plan for a new incident', () => {
  it('makes every system OFFLINE and unverified, in an order that can be written', () => {
    const recovery = declared(planOf(systemsOf({ a: ['b'], b: [] })));
    expect(recovery.system('a')).toMatchObject({
      state: 'OFFLINE',
      serviceLevel: 'NONE',
      iteration: 1,
      verifiedAt: null,
    });
    expect(recovery.world.rankOf(recovery.system('a').id)).toBe(1);
    expect(ranksHold(recovery.world)).toBe(true);
  });

  it('is Albion: 70 systems, 175 dependencies, ranks that hold', async () => {
    const { plan } = await readDocument('BLACKSTART', albionYaml);
    const { world } = declared(plan!);
    expect([world.systems.size, world.dependencies.size, world.lines.size]).toEqual([70, 175, 15]);
    expect(ranksHold(world)).toBe(true);
  });
});

describe('a plan that is applied again', () => {
  it('changes nothing when nothing changed', async () => {
    const { plan } = await readDocument('BLACKSTART', albionYaml);
    const recovery = declared(plan!, { key: 'albion-2025', title: plan!.incident!.title });
    expect(recovery.changesBy(plan!, { prune: true })).toEqual({ rows: [], entries: [], refusals: [] });
  });

  it('replaces a named object whole, but never what happened to it', () => {
    const before = { ...systemsOf({ a: [] }) };
    Object.assign(before.systems[0]!, { description: 'old', workaround: 'paper', tags: ['x'] });
    const recovery = happen(declared(planOf(before)), 'a', {
      state: 'RESTORING',
      iteration: 3,
      serviceLevel: 'WORKAROUND',
    });
    const { entries, rows } = recovery.apply(planOf({ systems: [{ key: 'a', name: 'A', tier: 1, zone: 'L4' }] }));
    expect(entries).toEqual([
      { action: 'CHANGE', kind: 'system', key: 'a', fields: ['name', 'description', 'tags', 'workaround'] },
    ]);
    expect(rows).toHaveLength(1);
    expect(recovery.system('a')).toMatchObject({
      state: 'RESTORING',
      iteration: 3,
      serviceLevel: 'WORKAROUND',
      tags: [],
    });
  });

  it('leaves what an absent section has, and what a present one does not name', () => {
    const recovery = declared(planOf({ teams: [{ key: 't' }], ...systemsOf({ a: ['b'], b: [] }) }));
    recovery.apply(planOf(systemsOf({ c: ['a'] }), recovery.world));
    expect([recovery.world.teams.size, recovery.world.systems.size, recovery.world.dependencies.size]).toEqual([
      1, 3, 2,
    ]);
  });

  it('moves the version of a system whose dependencies or milestones changed', () => {
    const recovery = declared(planOf({ ...systemsOf({ a: [], b: [] }), milestones: [M()] }));
    recovery.apply(planOf({ systems: systems({ a: ['b'] }) }, recovery.world));
    expect(recovery.system('a').version).toBe(2);
    expect(recovery.system('b').version).toBe(1);
    recovery.apply(planOf({ systems: [{ ...systems({ b: [] })[0], after: ['M'] }] }, recovery.world));
    expect(recovery.system('b').version).toBe(3);
  });

  it('raises ranks only where it must', () => {
    const recovery = declared(planOf(systemsOf({ a: ['b'], b: [], c: [], d: ['c'] })));
    const { rows } = recovery.apply(planOf({ systems: systems({ b: ['d'] }) }, recovery.world));
    const ranks = rows.filter(({ table }) => table === 'node_rank').map(({ row }) => (row as { rank: number }).rank);
    expect(ranks).toEqual([3, 2]);
    expect(ranksHold(recovery.world)).toBe(true);
  });

  it('binds a bare key to the instance that the incident has at the same plant', async () => {
    const { plan } = await readDocument('BLACKSTART', albionYaml);
    const recovery = declared(plan!);
    const scada = { key: 'scada', tier: 3, zone: 'L2', plant: 'VPA', dependsOn: ['mes'] };
    recovery.apply(planOf({ systems: [scada] }, recovery.world));
    const [edge] = Array.from(recovery.world.dependenciesOf(recovery.world.systems.find('scada')!));
    expect(recovery.world.systems.at(recovery.world.targetOf(edge!)).key).toBe('mes.VPA');
  });

  it('changes title and policy, never mode or declaredAt, and refuses another key', () => {
    const recovery = declared(planOf(systemsOf({})), { key: 'k', title: 'Old' });
    const document = { incident: { key: 'k', title: 'New', mode: 'EXERCISE', declaredAt: '2020-01-01T00:00:00Z' } };
    const { entries } = recovery.apply(planOf({ ...document, policy: { overrideTtl: '2h' } }));
    expect(entries.map(({ kind, fields }) => [kind, fields])).toEqual([
      ['incident', ['title']],
      ['policy', ['overrideTtl']],
    ]);
    expect(recovery.world.incident).toMatchObject({
      title: 'New',
      mode: 'LIVE',
      declaredAt: '2025-09-01T06:00:00.000Z',
    });
    const { refusals } = recovery.changesBy(planOf({ incident: { key: 'other' } }));
    expect(refusals).toMatchObject([{ code: 'INVALID_INPUT' }]);
    expect(refusals[0]!.message).toContain('other');
  });

  it('is refused with the path of a cycle that it closes with what the incident has', () => {
    const recovery = declared(planOf(systemsOf({ a: ['b'], b: ['c'], c: [] })));
    const { rows, refusals } = recovery.changesBy(planOf({ systems: systems({ c: ['a'] }) }, recovery.world));
    expect(rows).toEqual([]);
    expect(refusals).toMatchObject([{ code: 'CYCLE', cycle: ['a', 'b', 'c', 'a'] }]);
  });

  it('is refused where it refers to what went since it was read', () => {
    const recovery = declared(planOf(systemsOf({ a: [] })));
    const plan = planOf(systemsOf({ b: ['a'] }), recovery.world);
    const { refusals } = declared(planOf(systemsOf({}))).changesBy(plan);
    expect(refusals).toMatchObject([{ code: 'INVALID_INPUT' }]);
    expect(refusals[0]!.message).toContain('"a"');
  });
});

describe('prune', () => {
  const prune = { prune: true };
  const both = () => declared(planOf({ ...systemsOf({ a: ['b'], b: [] }), teams: [{ key: 't' }] }));

  it('removes what present sections do not name, with its edges and rank', () => {
    const recovery = both();
    const { entries } = recovery.apply(planOf(systemsOf({ b: [] })), prune);
    expect(entries).toEqual([
      { action: 'REMOVE', kind: 'dependency', key: 'a -> b', fields: [] },
      { action: 'REMOVE', kind: 'system', key: 'a', fields: [] },
    ]);
    const { system, dependency, node_rank, team } = recovery.rows;
    expect([system.length, dependency.length, node_rank.length, team.length]).toEqual([1, 0, 1, 1]);
  });

  it.each<[string, (recovery: Recovery) => void]>([
    ['was started', (recovery) => happen(recovery, 'a', { firstStartedAt: '2025-09-02T00:00:00.000Z' })],
    ['is in progress', (recovery) => happen(recovery, 'a', { state: 'RESTORED' })],
    ['was revoked', (recovery) => happen(recovery, 'a', { revokedAt: '2025-09-02T00:00:00.000Z' })],
    [
      'has a check',
      (recovery) => recovery.change({ table: 'containment_check', op: 'insert', row: checkOn(recovery) }),
    ],
    ['is held', (recovery) => recovery.change({ table: 'hold', op: 'insert', row: holdOn(recovery) })],
  ])('never removes a system that %s', (_name, happens) => {
    const recovery = both();
    happens(recovery);
    const { refusals } = recovery.changesBy(planOf(systemsOf({ b: [] })), prune);
    expect(refusals).toMatchObject([{ code: 'IN_USE' }]);
    expect(refusals[0]!.message).toContain('The system a can');
  });

  it('never removes a system with notes or overrides', () => {
    const { refusals } = both().changesBy(planOf(systemsOf({ b: [] })), { ...prune, hasHistory: () => true });
    expect(refusals).toMatchObject([{ code: 'IN_USE' }]);
  });

  it('never removes what something else still refers to, and names both', () => {
    const recovery = declared(planOf({ ...systemsOf({ a: [], b: [] }), milestones: [M({ systems: ['a'] })] }));
    const { refusals } = recovery.changesBy(planOf(systemsOf({ b: [] })), prune);
    expect(refusals).toMatchObject([{ code: 'IN_USE' }]);
    expect(refusals[0]!.message).toMatch(/system a .* milestone M/);
    const fed = recovery.changesBy(planOf(systemsOf({ b: ['a'] }), recovery.world), prune);
    expect(fed.refusals.map(({ message }) => message).join(' ')).toContain('the system b refers to it');
  });

  it('leaves the sections that a format only mentions', async () => {
    const recovery = both();
    const { plan } = await readDocument('CSV', 'key,tier,zone,team\na,1,L4,u\nb,1,L4,u\n');
    recovery.apply(plan!, prune);
    expect(recovery.rows.team.map(({ key }) => key)).toEqual(['t', 'u']);
  });
});

function checkOn(recovery: Recovery): CheckRow {
  const systemId = recovery.system('a').id;
  const recordedAt = '2025-09-02T00:00:00.000Z';
  return {
    systemId,
    kind: 'OTHER',
    outcome: 'PENDING',
    evidence: [],
    note: null,
    recordedAt,
    recordedBy: commander,
    version: 2,
  };
}

function holdOn(recovery: Recovery) {
  const placed = { reason: 'smoke', placedAt: '2025-09-02T00:00:00.000Z', placedBy: commander };
  return { id: commander, systemId: recovery.system('a').id, plantId: null, ...placed };
}

describe('who weakens the rules of a system by a plan is marked', () => {
  const before = () => {
    const [a, b] = systems({ a: ['b'], b: [] });
    return declared(planOf({ systems: [{ ...a, after: ['M'] }, b], milestones: [M()] }));
  };
  const a = (dependsOn: unknown[], fields: object = {}) => [
    { ...systems({ a: dependsOn })[0], after: ['M'], ...fields },
  ];

  it.each<[string, object]>([
    ['a removed edge', { systems: a([]) }],
    ['a softened edge', { systems: a([{ system: 'b', strength: 'SOFT' }]) }],
    ['a lower required state', { systems: a([{ system: 'b', requiredState: 'RESTORED' }]) }],
    ['a removed milestone', { systems: a(['b'], { after: [] }) }],
    ['a tier with fewer checks', { systems: a(['b'], { tier: 0 }) }],
    ['a zone with other checks', { systems: a(['b'], { zone: 'EXTERNAL' }) }],
    ['a policy with fewer checks', { policy: { rules: [{ require: ['OTHER'] }] } }],
  ])('%s', (_name, document) => {
    const recovery = before();
    recovery.apply(planOf(document, recovery.world));
    expect(recovery.system('a').weakenedBy).toEqual([commander]);
    expect(recovery.system('a').version).toBe(2);
    recovery.apply(planOf({ systems: a(['b'], { tier: 5 }) }, recovery.world));
    recovery.apply(planOf({ systems: a([], { tier: 5 }) }, recovery.world));
    expect(recovery.system('a').weakenedBy).toEqual([commander]);
  });

  it.each<[string, object]>([
    ['another name', { systems: a(['b'], { name: 'A' }) }],
    ['a higher tier', { systems: a(['b'], { tier: 4 }) }],
    ['a stricter policy', { policy: { rules: [...strict(), { require: ['OTHER'] }] } }],
    ['a new edge', { systems: [...a(['b', 'c']), ...systems({ c: [] })] }],
  ])('and not by %s', (_name, document) => {
    const recovery = before();
    recovery.apply(planOf(document, recovery.world));
    expect(recovery.system('a').weakenedBy).toEqual([]);
  });
});

function strict(): object[] {
  const all = [
    'ISOLATION_IN_FORCE',
    'EVIDENCE_PRESERVED',
    'PERSISTENCE_REMOVED',
    'BASELINE_MATCHED',
    'CREDENTIALS_ROTATED',
  ];
  return [{ require: [...all, 'IOC_SWEEP_CLEAN', 'TELEMETRY_LIVE', 'RESTORE_POINT_CLEAN', 'ROOT_CAUSE_CLOSED'] }];
}
