/** A plan that is good but for what `spoil` does to it. */
export function planWith(systems: string, more = ''): string {
  return `format: blackstart/v1
teams:
  - {key: core, name: Core, capacity: 1}
plants:
  - {key: P1, name: Plant one}
systems:
${systems}${more}`;
}

const good = '  - {key: net, name: Network, tier: 0, zone: L4, team: core}\n';

export interface BadPlan {
  what: string;
  content: string;
  format?: 'BLACKSTART' | 'CSV' | 'BACKSTAGE';
  code: string;
  /** What the sentence must name. */
  names: string[];
  line: number | null;
  column?: number;
  cycle?: string[];
}

const system = (fields: string): string => planWith(`${good}  - {key: app, name: App, tier: 1, zone: L4, ${fields}}\n`);
const keyed = (key: string): string => planWith(`${good}  - {key: ${key}, name: App, tier: 1, zone: L4}\n`);

/** Every way in which a plan document is commonly wrong, with the place at which it is. */
export const badPlans: BadPlan[] = [
  {
    what: 'a cycle',
    content: planWith(`  - {key: a, name: A, tier: 0, zone: L4, dependsOn: [b]}
  - {key: b, name: B, tier: 0, zone: L4, dependsOn: [c]}
  - {key: c, name: C, tier: 0, zone: L4, dependsOn: [a]}
`),
    code: 'CYCLE',
    names: ['a waits for b', 'b waits for c', 'c waits for a'],
    line: 7,
    cycle: ['a', 'b', 'c', 'a'],
  },
  {
    what: 'a cycle through a milestone',
    content: planWith(
      '  - {key: a, name: A, tier: 0, zone: L4, after: [M1]}\n',
      'milestones:\n  - {key: M1, name: First, systems: [a]}\n',
    ),
    code: 'CYCLE',
    names: ['milestone M1', 'a'],
    line: 7,
    cycle: ['a', 'M1', 'a'],
  },
  {
    what: 'a system that waits for itself',
    content: system('dependsOn: [app]'),
    code: 'CYCLE',
    names: ['app'],
    line: 8,
    cycle: ['app', 'app'],
  },
  {
    what: 'an unknown key',
    content: system('dependsOn: [nett]'),
    code: 'UNKNOWN_REFERENCE',
    names: ['nett', 'net?'],
    line: 8,
  },
  { what: 'an unknown team', content: system('team: kore'), code: 'UNKNOWN_REFERENCE', names: ['kore'], line: 8 },
  {
    what: 'an unknown field',
    content: system('dependson: [net]'),
    code: 'UNKNOWN_FIELD',
    names: ['dependson', 'dependsOn'],
    line: 8,
  },
  {
    what: 'an unknown section',
    content: planWith(good, 'sytems: []\n'),
    code: 'UNKNOWN_FIELD',
    names: ['sytems', 'systems'],
    line: 8,
  },
  { what: 'a duplicate', content: planWith(good + good), code: 'DUPLICATE_KEY', names: ['net'], line: 8 },
  {
    what: 'a duplicate dependency',
    content: system('dependsOn: [net, net]'),
    code: 'DUPLICATE_KEY',
    names: ['net'],
    line: 8,
  },
  {
    what: 'a UUID-shaped key',
    content: keyed('0b9d3c1e-5a4f-4c86-9a52-8f1f6c1f2a77'),
    code: 'INVALID_VALUE',
    names: ['0b9d3c1e-5a4f-4c86-9a52-8f1f6c1f2a77', 'UUID'],
    line: 8,
    column: 11,
  },
  {
    what: 'a key constructor',
    content: keyed('constructor'),
    code: 'INVALID_VALUE',
    names: ['constructor'],
    line: 8,
    column: 11,
  },
  { what: 'a key with a blank', content: keyed('two words'), code: 'INVALID_VALUE', names: ['two words'], line: 8 },
  { what: 'a key that is no text', content: keyed('12'), code: 'INVALID_VALUE', names: ['12'], line: 8 },
  { what: 'a key __proto__', content: keyed('__proto__'), code: 'INVALID_VALUE', names: ['__proto__'], line: 8 },
  {
    what: 'no key',
    content: planWith('  - {name: App, tier: 1, zone: L4}\n'),
    code: 'INVALID_VALUE',
    names: ['key'],
    line: 7,
  },
  {
    what: 'a wrong zone',
    content: planWith('  - {key: app, name: App, tier: 1, zone: L9}\n'),
    code: 'INVALID_VALUE',
    names: ['L9', 'L3_5', 'app'],
    line: 7,
    column: 42,
  },
  {
    what: 'a bad duration',
    content: system('rto: 3 weeks'),
    code: 'INVALID_VALUE',
    names: ['3 weeks', '4d', 'app'],
    line: 8,
  },
  {
    what: 'a duration without end',
    content: system('rto: 99999999999999999999d'),
    code: 'INVALID_VALUE',
    names: ['9999'],
    line: 8,
  },
  {
    what: 'a half estimate',
    content: system('estimate: [1h, 2h]'),
    code: 'INVALID_VALUE',
    names: ['estimate', 'app'],
    line: 8,
  },
  {
    what: 'a tier below zero',
    content: planWith('  - {key: app, name: App, tier: -1, zone: L4}\n'),
    code: 'INVALID_VALUE',
    names: ['-1'],
    line: 7,
  },
  {
    what: 'a format of tomorrow',
    content: 'format: blackstart/v9\nsystems: []\n',
    code: 'INVALID_VALUE',
    names: ['blackstart/v9', 'blackstart/v1'],
    line: 1,
  },
  {
    what: 'a NUL in a text',
    content: planWith('  - {key: app, name: "a\\0b", tier: 1, zone: L4}\n'),
    code: 'INVALID_VALUE',
    names: ['NUL'],
    line: 7,
  },
  {
    what: 'half a surrogate pair',
    content: JSON.stringify({ format: 'blackstart/v1', systems: [{ key: 'a', name: '\ud800', tier: 0, zone: 'L4' }] }),
    code: 'INVALID_VALUE',
    names: ['surrogate'],
    line: 1,
  },
  { what: 'a state', content: system('state: ONLINE'), code: 'UNKNOWN_FIELD', names: ['state'], line: 8 },
  {
    what: 'broken YAML',
    content: 'format: blackstart/v1\nsystems:\n  - {key: app, name: "App\n',
    code: 'SYNTAX',
    names: ['YAML'],
    line: 4,
  },
  {
    what: 'YAML with a tab',
    content: 'format: blackstart/v1\nsystems:\n\t- {key: app}\n',
    code: 'SYNTAX',
    names: ['YAML', 'ab'],
    line: 3,
    column: 1,
  },
  {
    what: 'broken JSON',
    content: '{"format": "blackstart/v1",\n "systems": [,]}',
    code: 'SYNTAX',
    names: ['JSON', ','],
    line: 2,
    column: 14,
  },
  { what: 'a list for a plan', content: '- a\n- b\n', code: 'SYNTAX', names: ['a list'], line: 1 },
  { what: 'an empty document', content: '', code: 'SYNTAX', names: ['map'], line: null },
  {
    what: 'CSV without a header',
    format: 'CSV',
    content: 'net,Network\n',
    code: 'SYNTAX',
    names: ['header key,name'],
    line: 1,
  },
  {
    what: 'CSV with an unknown column',
    format: 'CSV',
    content: 'key,nmae\nnet,Network\n',
    code: 'UNKNOWN_FIELD',
    names: ['nmae', 'name'],
    line: 1,
  },
  {
    what: 'CSV with a short line',
    format: 'CSV',
    content: 'key,name,tier,zone\nnet,Network,0,L4\napp,App\n',
    code: 'SYNTAX',
    names: ['2 fields'],
    line: 3,
  },
  {
    what: 'CSV with a wrong zone',
    format: 'CSV',
    content: 'key,name,tier,zone\nnet,Network,0,L44\n',
    code: 'INVALID_VALUE',
    names: ['L44'],
    line: 2,
    column: 15,
  },
  {
    what: 'a Backstage catalog with a tab',
    format: 'BACKSTAGE',
    content: 'apiVersion: backstage.io/v1alpha1\nkind:\tComponent\n\tmetadata: {}\n',
    code: 'SYNTAX',
    names: ['YAML'],
    line: 3,
  },
];

/** Nine levels of ten aliases each: a billion texts from 300 bytes. */
export const billionLaughs = [
  'format: blackstart/v1',
  'l0: &l0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]',
  ...Array.from({ length: 9 }, (_, n) => `l${n + 1}: &l${n + 1} [${Array(10).fill(`*l${n}`).join(', ')}]`),
  'systems: *l9',
].join('\n');

/** Ten megabytes that mean nothing, the same in every run. */
export function nonsense(megabytes: number): string {
  const letters = '{}[]:,"\'&*!|>%@`-?# \nabcXYZ019';
  let [seed, text] = [42, 'nonsense '];
  const block = Array.from({ length: 1024 }, () => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    return letters[(seed >> 8) % letters.length];
  }).join('');
  for (let kilobytes = 0; kilobytes < megabytes * 1024; kilobytes++) text += block;
  return text;
}
