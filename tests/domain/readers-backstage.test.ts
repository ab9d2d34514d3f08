import { readDocument } from '../../src/plans/read';
import { aboutWriting } from '../support/plans';

const entity = (kind: string, name: string, rest = '') =>
  `apiVersion: backstage.io/v1alpha1\nkind: ${kind}\nmetadata:\n  name: ${name}\n${rest}`;

async function read(...entities: string[]) {
  return readDocument('BACKSTAGE', entities.join('---\n'));
}

const located =
  '  annotations: {blackstart/tier: "1", blackstart/zone: L5, blackstart/rto: 4d, blackstart/plant: VPA}\n';

describe('a Backstage catalog', () => {
  it('becomes systems: components, resources, systems and APIs', async () => {
    const { plan, findings } = await read(
      entity(
        'Component',
        'shop',
        `  title: Web shop\n  description: sells\n  tags: [java]\n  links: [{url: "https://a.example", title: runbook}]\n${located}spec:\n  owner: group:default/web\n  system: retail\n  dependsOn: ["resource:db"]\n`,
      ),
      entity('Resource', 'db', located),
      entity('System', 'retail', located),
      entity('API', 'pay', located),
    );
    expect(aboutWriting(findings)).toEqual([]);
    expect(plan!.systems!.map(({ key }) => key)).toEqual(['shop', 'db', 'retail', 'pay']);
    expect(plan!.systems![0]).toMatchObject({
      name: 'Web shop',
      description: 'sells',
      tier: 1,
      zone: 'L5',
      rtoMinutes: 5760,
      plant: 'VPA',
      team: 'web',
      tags: ['java', 'retail'],
      links: [{ label: 'runbook', url: 'https://a.example' }],
      dependencies: [{ on: 'db', strength: 'HARD' }],
    });
    expect(plan).toMatchObject({ teams: [{ key: 'web' }], plants: [{ key: 'VPA' }] });
  });

  it('makes whoever consumes an API wait for its provider, or for the API itself', async () => {
    const { plan } = await read(
      entity('Component', 'shop', `${located}spec: {consumesApis: [pay, mail]}\n`),
      entity('Component', 'billing', `${located}spec: {providesApis: [pay], consumesApis: [pay]}\n`),
      entity('API', 'pay', located),
      entity('API', 'mail', located),
    );
    const waits = plan!.systems!.map(({ key, dependencies }) => [key, ...dependencies.map(({ on }) => on)]);
    expect(waits).toEqual([['shop', 'billing', 'mail'], ['billing'], ['pay'], ['mail']]);
  });

  it('keeps entities of one name apart by their kind', async () => {
    const { plan } = await read(
      entity('API', 'pay', located),
      entity('Component', 'pay', `${located}spec: {dependsOn: ["api:pay"]}\n`),
    );
    expect(plan!.systems!.map(({ key, dependencies }) => [key, dependencies[0]?.on])).toEqual([
      ['pay.api', undefined],
      ['pay', 'pay.api'],
    ]);
  });

  it('tells what it does not take over, with its place', async () => {
    const { plan, findings } = await read(
      entity('Group', 'web', 'spec: {type: team}\n'),
      entity('Component', 'shop', `${located}spec: {dependsOn: ["group:web"]}\n`),
    );
    expect(plan!.systems).toHaveLength(1);
    expect(aboutWriting(findings).map(({ severity, code, keys, line }) => [severity, code, keys, line])).toEqual([
      ['WARNING', 'SKIPPED', ['web'], 1],
      ['WARNING', 'SKIPPED', ['shop', 'web'], 12],
    ]);
  });

  it('says once which entities it took for tier 2 in zone L4', async () => {
    const { plan, findings } = await read(entity('Component', 'a'), entity('Component', 'b'));
    expect(plan!.systems).toMatchObject([
      { tier: 2, zone: 'L4' },
      { tier: 2, zone: 'L4' },
    ]);
    expect(aboutWriting(findings)).toMatchObject([{ severity: 'INFO', keys: ['a', 'b'] }]);
  });

  it.each([
    [
      'a wrong zone',
      entity('Component', 'a', '  annotations: {blackstart/zone: L9, blackstart/tier: "1"}\n'),
      'INVALID_VALUE',
      5,
    ],
    [
      'an unknown dependency',
      entity('Component', 'a', `${located}spec:\n  dependsOn: ["component:b"]\n`),
      'UNKNOWN_REFERENCE',
      7,
    ],
    ['a document that is no entity', 'hello: world\n', 'INVALID_VALUE', 1],
    ['broken YAML', 'kind: [\n', 'SYNTAX', 2],
  ])('with %s is refused, with its line', async (_name, content, code, line) => {
    const { plan, findings } = await read(content);
    expect(plan).toBeNull();
    expect(findings[0]).toMatchObject({ severity: 'ERROR', code, line });
  });

  it('with a circle of dependencies is refused', async () => {
    const { findings } = await read(
      entity('Component', 'a', `${located}spec: {dependsOn: ["component:b"]}\n`),
      entity('Component', 'b', `${located}spec: {dependsOn: ["component:a"]}\n`),
    );
    expect(findings).toMatchObject([{ code: 'CYCLE', cycle: ['a', 'b', 'a'], line: 1 }]);
  });

  it('with the same entity twice is refused', async () => {
    const { findings } = await read(entity('Component', 'a', located), entity('Component', 'a', located));
    expect(findings).toMatchObject([{ code: 'DUPLICATE_KEY', keys: ['a'], line: 10 }]);
  });
});
