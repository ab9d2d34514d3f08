import fc from 'fast-check';
import { defaultPolicy } from '../../src/domain/plan/policy.default';
import { readPlan } from '../../src/domain/plan/read';
import { readDocument } from '../../src/plans/read';
import { planYaml } from '../../src/plans/write';
import { aboutWriting, albionYaml, declared, planOf, ranksHold, topologyOf } from '../support/plans';
import { depth } from '../support/depth';

const count = 6;
const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const duration = some(fc.constantFrom('90m', '12h', '4d', '0m'));
const text = some(fc.constantFrom('plain', 'a: b', '"quoted"', '# no comment', 'yes', '12', 'zwölf\n\tZeilen', '€ 🚗'));

/** Numbers of objects below one, so that edges lead down and close no cycle. */
const below = (at: number) => fc.uniqueArray(fc.nat(Math.max(0, at - 1)), { maxLength: at });

const dependency = (to: number) =>
  fc.oneof(
    fc.constant(`s${to}`),
    fc.record(
      {
        system: fc.constant(`s${to}`),
        strength: fc.constantFrom('HARD', 'SOFT'),
        kind: fc.constantFrom('TECHNICAL', 'TRUST', 'DATA'),
        requiredState: fc.constantFrom('RESTORED', 'VALIDATED', 'ONLINE'),
        reason: text,
      },
      { requiredKeys: ['system'] },
    ),
  );

const system = (at: number) =>
  fc.record({
    key: fc.constant(`s${at}`),
    name: text,
    description: text,
    tier: fc.nat(4),
    zone: fc.constantFrom('L5', 'L3_5', 'L1', 'EXTERNAL'),
    plant: some(fc.constantFrom('P', 'Q')),
    team: some(fc.constant('T')),
    rto: duration,
    mtd: duration,
    estimate: some(fc.constant(['1h', '90m', '2d'])),
    dependsOn: below(at).chain((to) => fc.tuple(...to.map(dependency))),
    after: some(fc.constant(['M0'])),
    tags: some(fc.uniqueArray(fc.constantFrom('x', 'y: z', 'true'))),
    links: some(fc.constant([{ label: 'runbook', url: 'https://a.example/?q={1}' }])),
    essential: some(fc.boolean()),
    safety: some(fc.boolean()),
    workaround: text,
  });

const line = (at: number) =>
  fc.record({
    key: fc.constant(`l${at}`),
    name: text,
    plant: fc.constantFrom('P', 'Q'),
    systems: fc.uniqueArray(fc.nat(count - 1), { minLength: 1 }).map((to) => to.map((system) => `s${system}`)),
    fedBy: below(at).map((to) => to.map((feeding) => `l${feeding}`)),
  });

const milestone = (at: number) =>
  fc.record({
    key: fc.constant(`M${at}`),
    plant: some(fc.constant('P')),
    gate: fc.constant(true),
    linesMustRun: some(fc.boolean()),
    // M0 is what systems wait for, so it needs none of them.
    systems: fc.constant(at === 0 ? [] : ['s0']),
    lines: fc.constant(at === 0 ? [] : ['l0']),
    milestones: below(at).map((to) => to.map((needed) => `M${needed}`)),
    due: some(fc.constantFrom('588h', '90m')),
  });

const anyDocument = fc.record({
  teams: fc.constant([{ key: 'T', capacity: 2, contact: 'radio 7' }]),
  plants: fc.constant([{ key: 'P' }, { key: 'Q', name: 'Plant "Q"' }]),
  systems: fc.tuple(...Array.from({ length: count }, (_, at) => system(at))),
  lines: fc.tuple(line(0), line(1), line(2)),
  milestones: fc.tuple(milestone(0), milestone(1), milestone(2)),
  policy: some(
    fc.record({ verificationTtl: some(fc.constantFrom('never', '7d')), overrideApprovals: some(fc.constant(3)) }),
  ),
});

/** The same document with some of its systems, lines and milestones gone: a plan that leaves things out. */
const anyPart = (document: object) => ({
  ...document,
  systems: (document as { systems: object[] }).systems.slice(0, 3),
});

describe('any plan', () => {
  it('leaves nothing to do once it is applied, whatever the incident was before', () => {
    fc.assert(
      fc.property(anyDocument, anyDocument, (first, second) => {
        const recovery = declared(planOf(first));
        const plan = planOf(second);
        recovery.apply(plan);
        expect(recovery.changesBy(plan)).toEqual({ rows: [], entries: [], refusals: [] });
        expect(ranksHold(recovery.world)).toBe(true);
      }),
    );
  });

  it('gives the same topology as a new incident, when it is applied with prune', () => {
    fc.assert(
      fc.property(anyDocument, anyDocument, (first, second) => {
        const plan = planOf(second);
        const recovery = declared(planOf(first));
        // A new incident fills the parts of a policy that the plan leaves out; one that exists keeps its own.
        recovery.apply({ ...plan, policy: { ...defaultPolicy, ...plan.policy } }, { prune: true });
        expect(topologyOf(recovery.world)).toEqual(topologyOf(declared(plan).world));
      }),
    );
  });

  it('comes back from its export with the same topology, and changes nothing there', async () => {
    await fc.assert(
      fc.asyncProperty(anyDocument, async (document) => {
        const recovery = declared(planOf(document));
        const { plan, findings } = await readDocument('BLACKSTART', planYaml(recovery.world));
        expect(findings.filter(({ severity }) => severity === 'ERROR')).toEqual([]);
        expect(topologyOf(declared(plan!).world)).toEqual(topologyOf(recovery.world));
        expect(recovery.changesBy(plan!, { prune: true }).rows).toEqual([]);
      }),
      { numRuns: depth(20, 40) },
    );
  });

  it('that is only a part says what is missing to a new incident, and nothing to one that has it', () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        const draft = readPlan(anyPart(document));
        const { world } = declared(planOf(document));
        expect(draft.against(world).plan).not.toBeNull();
        expect(draft.against(null).plan === null).toBe(draft.missing.length > 0);
      }),
    );
  });
});

describe('nonsense', () => {
  const anything = fc.anything({ withNullPrototype: true });
  const sections = { incident: anything, policy: anything, teams: anything, systems: anything, milestones: anything };
  const fields = {
    key: anything,
    at: anything,
    tier: anything,
    estimate: anything,
    dependsOn: anything,
    links: anything,
  };

  it('of any shape becomes findings, never an exception', () => {
    const anyEntry = fc.record({ systems: fc.array(fc.record(fields)), lines: fc.array(fc.record(fields)) });
    fc.assert(
      fc.property(fc.oneof(anything, fc.record(sections), anyEntry), (document) => {
        const { plan, findings } = readPlan(document).against(null);
        expect(plan === null).toBe(findings.some(({ severity }) => severity === 'ERROR'));
      }),
      { numRuns: depth(50, 500) },
    );
  });

  it('of any text becomes findings in every format', async () => {
    const scraps = fc.constantFrom(
      'key',
      'systems:',
      '- ',
      '{',
      '}',
      '[',
      ']',
      '"',
      ',',
      '\n',
      '  ',
      'kind: ',
      '&a ',
      '*a',
      '---',
    );
    const anyText = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(scraps).map((parts) => parts.join('')),
    );
    await fc.assert(
      fc.asyncProperty(anyText, fc.constantFrom('BLACKSTART', 'BACKSTAGE', 'CSV'), async (text, format) => {
        const { plan, findings } = await readDocument(format, text);
        expect(plan === null).toBe(findings.some(({ severity }) => severity === 'ERROR'));
      }),
      { numRuns: depth(50, 500) },
    );
  });
});

describe('Albion', () => {
  it('comes back from its export with the same topology', async () => {
    const { world } = declared((await readDocument('BLACKSTART', albionYaml)).plan!);
    const { plan, findings, counts } = await readDocument('BLACKSTART', planYaml(world));
    expect(aboutWriting(findings)).toEqual([]);
    expect(counts).toEqual({ systems: 70, dependencies: 175, plants: 8, milestones: 11 });
    expect(topologyOf(declared(plan!).world)).toEqual(topologyOf(world));
    expect(planYaml(declared(plan!).world)).toBe(planYaml(world));
  });
});
