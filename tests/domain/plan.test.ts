import { defaultPolicy } from '../../src/domain/plan/policy.default';
import { readPlan } from '../../src/domain/plan/read';
import { readDocument } from '../../src/plans/read';
import { aboutWriting, albionYaml, declared, planOf, systemsOf } from '../support/plans';

function findingsOf(document: unknown) {
  return aboutWriting(readPlan(document).against(null).findings);
}

function onlyFinding(document: unknown) {
  const findings = findingsOf(document);
  expect(findings).toHaveLength(1);
  return findings[0]!;
}

const one = (fields: object) => ({ systems: [{ key: 'ad', tier: 0, zone: 'L4', ...fields }] });

describe('Albion Motors', () => {
  it('has 70 systems of 40 entries, 175 dependencies, 8 plants and 11 milestones, and one tier that waits for a higher number', async () => {
    const { plan, findings, counts } = await readDocument('BLACKSTART', albionYaml);
    expect(findings).toMatchObject([{ code: 'TIER_INVERSION', keys: ['engctl.ENG', 'hist.ENG'], line: 87, column: 5 }]);
    expect(counts).toEqual({ systems: 70, dependencies: 175, plants: 8, milestones: 11 });
    expect(plan!.lines).toHaveLength(15);
    expect(albionYaml.match(/^ {2}- \{key: [a-z]+, .*tier:/gm)).toHaveLength(40);
  });

  it('has the policy that every new incident has', async () => {
    const { plan } = await readDocument('BLACKSTART', albionYaml);
    expect(plan!.policy).toEqual(defaultPolicy);
  });

  it('binds a bare key to the instance at the same plant', async () => {
    const { plan } = await readDocument('BLACKSTART', albionYaml);
    const trim = plan!.systems!.find(({ key }) => key === 'trim.VPB')!;
    expect(trim.name).toBe('Trim and final line control, torque tools, EOL (VPB)');
    expect(trim.plant).toBe('VPB');
    expect(trim.dependencies.map(({ on }) => on)).toEqual(['mes.VPB', 'aps', 'sis.VPB', 'flash.VPB']);
  });
});

describe('a plan document', () => {
  it('reads durations as minutes, and a system with a plant as essential', () => {
    const plants = [{ key: 'P' }];
    const fields = { rto: '12h', mtd: '4d', estimate: ['90m', '2h', '1d'], plant: 'P' };
    const [system] = planOf({ plants, ...one(fields) }).systems!;
    expect(system).toMatchObject({ rtoMinutes: 720, mtdMinutes: 5760, optimistic: 90, likely: 120, pessimistic: 1440 });
    expect(system!.essential).toBe(true);
    expect(planOf(one({})).systems![0]!.essential).toBe(false);
    expect(planOf({ plants, ...one({ plant: 'P', essential: false }) }).systems![0]!.essential).toBe(false);
  });

  it('leaves a section undefined that it does not have', () => {
    expect(planOf(systemsOf({}))).toMatchObject({ systems: [], teams: undefined, policy: undefined });
  });

  it('counts a milestone from the declaration', () => {
    const plan = planOf({ ...systemsOf({ a: [] }), milestones: [{ key: 'M', systems: ['a'], due: '588h' }] });
    expect(declared(plan).world.milestones.at(0).dueAt).toBe('2025-09-25T18:00:00.000Z');
  });

  it('accepts never as a time to live, and an omitted one as not said', () => {
    expect(planOf({ policy: { verificationTtl: 'never' } }).policy).toEqual({ verificationMinutes: null });
    expect(planOf({ policy: { verificationTtl: null } }).policy).toEqual({});
  });

  it('treats names of built-in properties as references like any other', () => {
    const finding = onlyFinding(systemsOf({ ad: ['__proto__'] }));
    expect(finding).toMatchObject({ code: 'UNKNOWN_REFERENCE', keys: ['__proto__'] });
    const document = JSON.parse('{"systems": [], "__proto__": {"key": 1}, "constructor": 1}') as unknown;
    expect(findingsOf(document).map(({ code }) => code)).toEqual(['UNKNOWN_FIELD', 'UNKNOWN_FIELD']);
  });

  it('tells at most 200 errors, and how many more there are', () => {
    const systems = Array.from({ length: 1000 }, (_, at) => ({ key: `s${at}`, tier: 0, zone: 'L9' }));
    const findings = findingsOf({ systems });
    expect(findings).toHaveLength(201);
    expect(findings.at(-1)).toMatchObject({ severity: 'ERROR', code: 'TOO_LARGE' });
    expect(findings.at(-1)!.message).toContain('800');
  });
});

describe('a plan is refused, the culprit named,', () => {
  const bad: [string, string, unknown, string][] = [
    ['with an unknown field', 'UNKNOWN_FIELD', one({ dependOn: [] }), 'Did you mean dependsOn?'],
    ['with an unknown section', 'UNKNOWN_FIELD', { system: [] }, 'Did you mean systems?'],
    ['with an unknown key', 'UNKNOWN_REFERENCE', systemsOf({ erp: ['dpb'], dbp: [] }), 'Did you mean dbp?'],
    ['with an unknown team', 'UNKNOWN_REFERENCE', one({ team: 'network' }), 'there is no team "network"'],
    ['with an unknown plant', 'UNKNOWN_REFERENCE', one({ plant: 'VPA' }), 'there is no plant "VPA"'],
    ['with an unknown milestone', 'UNKNOWN_REFERENCE', one({ after: ['M1'] }), 'there is no milestone "M1"'],
    ['with a key twice', 'DUPLICATE_KEY', { systems: [...one({}).systems, ...one({}).systems] }, 'another system "ad"'],
    ['with a dependency twice', 'DUPLICATE_KEY', systemsOf({ a: ['b', 'b'], b: [] }), 'names "b" twice'],
    [
      'with a key like a UUID',
      'INVALID_VALUE',
      one({ key: '0190a0a0-0000-7000-8000-000000000000' }),
      'shape of a UUID',
    ],
    [
      'with a key constructor',
      'INVALID_VALUE',
      one({ key: 'constructor' }),
      'the key "constructor" is a reserved word',
    ],
    ['with a key of other letters', 'INVALID_VALUE', one({ key: 'a b' }), 'the key "a b"'],
    ['with a key that is too long', 'INVALID_VALUE', one({ key: 'a'.repeat(101) }), 'longer than 100'],
    ['with a key that is a number', 'INVALID_VALUE', one({ key: 7 }), 'put it in quotes'],
    ['without a key', 'INVALID_VALUE', { systems: [{ tier: 0, zone: 'L4' }] }, 'system number 1: the key is missing'],
    ['with a wrong zone', 'INVALID_VALUE', one({ zone: 'L35' }), 'zone "L35" is none of L5, L4, L3_5'],
    ['without a zone', 'INVALID_VALUE', { systems: [{ key: 'ad', tier: 0 }] }, 'system ad: the zone is missing'],
    ['with a tier below zero', 'INVALID_VALUE', one({ tier: -1 }), 'tier -1 is no whole number from 0 to 99'],
    ['with a bad duration', 'INVALID_VALUE', one({ rto: '5 weeks' }), 'rto "5 weeks" is no duration'],
    ['with a bare number as a duration', 'INVALID_VALUE', one({ rto: 90 }), 'rto 90 is no duration'],
    ['with an estimate that falls', 'INVALID_VALUE', one({ estimate: ['2h', '1h', '3h'] }), 'must rise'],
    ['with an estimate of two', 'INVALID_VALUE', one({ estimate: ['1h', '2h'] }), '[optimistic, likely, pessimistic]'],
    ['with NUL in a text', 'INVALID_VALUE', one({ name: 'a\0b' }), 'name holds a NUL character'],
    ['with half a surrogate pair', 'INVALID_VALUE', one({ description: 'a\ud800' }), 'half of a surrogate pair'],
    ['with a script as a link', 'INVALID_VALUE', one({ links: [{ label: 'x', url: 'javascript:1' }] }), 'https://'],
    ['with plant and at', 'INVALID_VALUE', { plants: [{ key: 'P' }], ...one({ plant: 'P', at: ['P'] }) }, 'not both'],
    ['with an empty at', 'INVALID_VALUE', one({ at: [] }), 'at names no plant'],
    ['with another format', 'INVALID_VALUE', { format: 'blackstart/v2' }, '"blackstart/v2"'],
    ['with a milestone that nothing meets', 'INVALID_VALUE', { milestones: [{ key: 'M' }] }, 'no criteria'],
    [
      'with due and dueAt',
      'INVALID_VALUE',
      { milestones: [{ key: 'M', gate: true, due: '1h', dueAt: '2025-01-01T00:00:00Z' }] },
      'not both',
    ],
    [
      'with a line without systems',
      'INVALID_VALUE',
      { plants: [{ key: 'P' }], lines: [{ key: 'l', plant: 'P' }] },
      'at least one system',
    ],
    ['with a time without offset', 'INVALID_VALUE', { incident: { declaredAt: '2025-09-01T06:00:00' } }, 'no time'],
    ['with a 30th of February', 'INVALID_VALUE', { incident: { declaredAt: '2025-02-30T06:00:00Z' } }, 'no time'],
    ['with six approvals', 'INVALID_VALUE', { policy: { overrideApprovals: 6 } }, 'from 1 to 5'],
    ['with a rule that needs nothing', 'INVALID_VALUE', { policy: { rules: [{ zones: ['L5'] }] } }, 'names no check'],
    ['with a check that there is not', 'INVALID_VALUE', { policy: { neverWaive: ['IOC_SWEEP'] } }, '"IOC_SWEEP"'],
    ['with a list where a map belongs', 'INVALID_VALUE', { policy: [] }, 'policy must be a map'],
    ['with a text where a list belongs', 'INVALID_VALUE', one({ dependsOn: 'oob' }), 'must be a list'],
    [
      'with a required state below RESTORED',
      'INVALID_VALUE',
      systemsOf({ a: [{ system: 'b', requiredState: 'OFFLINE' }], b: [] }),
      '"OFFLINE"',
    ],
    ['that is no map', 'SYNTAX', 'nonsense', 'blackstart/v1'],
    ['where a system waits for itself', 'CYCLE', systemsOf({ a: ['a'] }), 'waits for itself'],
  ];
  it.each(bad)('%s', (_name, code, document, words) => {
    const finding = onlyFinding(document);
    expect(finding).toMatchObject({ severity: 'ERROR', code });
    expect(finding.message).toContain(words);
    expect(readPlan(document).against(null).plan).toBeNull();
  });

  it('with an instance that is not at this plant', () => {
    const plants = [{ key: 'A' }, { key: 'B' }];
    const systems = [
      { key: 'mes', tier: 3, zone: 'L3', at: ['A'] },
      { key: 'trim', tier: 3, zone: 'L2', at: ['A', 'B'], dependsOn: ['mes'] },
    ];
    const finding = onlyFinding({ plants, systems });
    expect(finding).toMatchObject({ code: 'UNKNOWN_REFERENCE', keys: ['mes'] });
    expect(finding.message).toContain('It exists at A, and there is none at B: name one, such as mes.A.');
  });

  it('with a key that stands for one system and for one at each plant', () => {
    const systems = [
      { key: 'mes', tier: 3, zone: 'L3', at: ['A'] },
      { key: 'mes', tier: 3, zone: 'L3' },
    ];
    expect(onlyFinding({ plants: [{ key: 'A' }], systems })).toMatchObject({ code: 'DUPLICATE_KEY', keys: ['mes'] });
  });

  it('with more than 100,000 systems, or 300,000 dependencies', () => {
    const many = Array.from({ length: 100_001 }, (_, at) => ({ key: `s${at}`, tier: 0, zone: 'L4' }));
    expect(findingsOf({ systems: many })[0]).toMatchObject({ code: 'TOO_LARGE' });
    const keys = Array.from({ length: 1000 }, (_, at) => `s${at}`);
    const shared = { tier: 0, zone: 'L4', dependsOn: keys };
    const tooMany = {
      systems: [
        ...keys.map((key) => ({ key, tier: 0, zone: 'L4' })),
        ...keys.map((key) => ({ ...shared, key: `w${key}` })),
      ],
    };
    expect(findingsOf(tooMany)[0]).toMatchObject({ code: 'TOO_LARGE' });
  });
});

describe('cycles in a plan', () => {
  it('are told one a knot, by the shortest', () => {
    const document = systemsOf({ a: ['b', 'c'], b: ['c'], c: ['a'], x: ['y'], y: ['x', 'a'], z: ['a'] });
    const findings = findingsOf(document);
    expect(findings.map(({ cycle }) => cycle)).toEqual([
      ['a', 'c', 'a'],
      ['x', 'y', 'x'],
    ]);
    expect(findings[0]!.message).toContain('a waits for c waits for a');
  });

  it('run through milestones and lines as well', () => {
    const document = {
      plants: [{ key: 'P' }],
      systems: [{ key: 'a', tier: 0, zone: 'L4', after: ['M'] }],
      lines: [{ key: 'l', plant: 'P', systems: ['a'] }],
      milestones: [{ key: 'M', lines: ['l'] }],
    };
    expect(onlyFinding(document)).toMatchObject({ code: 'CYCLE', cycle: ['a', 'M', 'l', 'a'] });
  });

  it('of lines that feed each other', () => {
    const line = (key: string, fedBy: string[]) => ({ key, plant: 'P', systems: ['a'], fedBy });
    const document = { plants: [{ key: 'P' }], ...systemsOf({ a: [] }), lines: [line('l', ['m']), line('m', ['l'])] };
    expect(onlyFinding(document).cycle).toEqual(['l', 'm', 'l']);
  });

  it('that a SOFT edge closes are a warning', () => {
    const document = systemsOf({ a: [{ system: 'b', strength: 'SOFT' }], b: ['a'] });
    expect(onlyFinding(document)).toMatchObject({ severity: 'WARNING', code: 'CYCLE', cycle: ['a', 'b', 'a'] });
    expect(planOf(document).systems).toHaveLength(2);
  });
});
