import { walkJson } from '../../src/plans/json.walk';
import { readDocument, type PlanFormat } from '../../src/plans/read';
import { depth } from '../support/depth';
import { aboutWriting, declared, planOf, systemsOf } from '../support/plans';

async function findingsOf(content: string, format: PlanFormat = 'BLACKSTART') {
  return aboutWriting((await readDocument(format, content)).findings);
}

async function onlyFinding(content: string, format: PlanFormat = 'BLACKSTART') {
  const findings = await findingsOf(content, format);
  expect(findings).toHaveLength(1);
  return findings[0]!;
}

describe('YAML', () => {
  it('that is broken is told with line and column', async () => {
    const finding = await onlyFinding('format: blackstart/v1\nsystems:\n  - {key: ad, tier: 0\n');
    expect(finding).toMatchObject({ severity: 'ERROR', code: 'SYNTAX', line: 4, column: 1 });
  });

  it('says where a finding is', async () => {
    const content =
      'systems:\n  - {key: ad, tier: 0, zone: L4}\n  - key: pki\n    tier: 0\n    zone: L35\n    dependsOn: [ad, dns]\n';
    expect((await findingsOf(content)).map(({ code, line, column }) => [code, line, column])).toEqual([
      ['INVALID_VALUE', 5, 11],
      ['UNKNOWN_REFERENCE', 6, 21],
    ]);
  });

  it('says where a field is missing: at its object', async () => {
    expect(await onlyFinding('systems:\n  - {key: ad, tier: 0}\n')).toMatchObject({ line: 2, column: 5 });
  });

  it('follows an alias to its place', async () => {
    const content = 'teams: [&t {key: t, name: 7}]\nplants: []\nsystems: []\nlines: []\nmilestones: [*t]\n';
    const findings = await findingsOf(content);
    const places = findings.map(({ message, line, column }) => [message.split(':')[0], line, column]);
    expect(places).toEqual([
      ['milestone t', 1, 18],
      ['team t', 1, 27],
      ['milestone t', 1, 27],
    ]);
  });

  it('with a field twice is broken', async () => {
    expect(await onlyFinding('systems: []\nsystems: []\n')).toMatchObject({ code: 'SYNTAX', line: 2, column: 1 });
  });

  it('with several documents is broken', async () => {
    expect(await onlyFinding('systems: []\n---\nteams: []\n')).toMatchObject({ code: 'SYNTAX' });
  });

  it.each(['', '   \n', '# only a comment\n', '[]', 'nonsense', 'null'])(
    'that is no plan is refused: %j',
    async (content) => {
      expect(await onlyFinding(content)).toMatchObject({ severity: 'ERROR', code: 'SYNTAX' });
    },
  );

  it('over 4 MiB is refused before it is parsed', async () => {
    const finding = await onlyFinding(`# ${'x'.repeat(4 * 1024 * 1024)}\n`);
    expect(finding).toMatchObject({ code: 'TOO_LARGE' });
    expect(finding.message).toContain('JSON or CSV');
  });

  it('of 10 MB of nonsense is refused', async () => {
    const characters = Array.from({ length: 90 }, (_, at) => String.fromCharCode(33 + ((at * 7919) % 90)));
    const nonsense = characters.join('').repeat(Math.ceil(10_000_000 / 90));
    for (const format of ['BLACKSTART', 'BACKSTAGE', 'CSV'] as const) {
      const { plan, findings } = await readDocument(format, nonsense);
      expect(plan).toBeNull();
      expect(findings[0]).toMatchObject({ severity: 'ERROR' });
    }
    expect(await onlyFinding(`{${nonsense}`)).toMatchObject({ code: 'SYNTAX', line: 1, column: 2 });
  });

  it('of a billion laughs is refused', async () => {
    const levels = Array.from(
      { length: 12 },
      (_, at) => `l${at + 1}: &l${at + 1} [${Array(9).fill(`*l${at}`).join(', ')}]`,
    );
    const content = ['l0: &l0 lol', ...levels].join('\n');
    const finding = await onlyFinding(content);
    expect(finding).toMatchObject({ code: 'SYNTAX' });
    expect(finding.message).toContain('aliases');
  });

  it('of lists in lists without end is refused', async () => {
    expect(await onlyFinding('['.repeat(200_000))).toMatchObject({ severity: 'ERROR', code: 'SYNTAX' });
  });
});

describe('JSON', () => {
  it.each<[string, string, number, number]>([
    ['a comma too many', '{\n  "systems": [],\n}', 3, 1],
    ['an end too early', '{"systems": [{', 1, 15],
    ['an open text', '{"format": "black', 1, 18],
    ['a wrong escape', '{"a": "\\x"}', 1, 8],
    ['a line break in a text', '{"a": "x\ny"}', 1, 9],
    ['a number with a zero before it', '{"a": 01}', 1, 8],
    ['more after the end', '{} {}', 1, 4],
    ['a vertical tab between tokens', '{\n  "systems":\v []}', 2, 13],
    ['a form feed between tokens', '{"systems":\f []}', 1, 12],
    ['a second byte order mark', '\ufeff\ufeff{"systems": []}', 1, 1],
    ['lists in lists without end', `{"a": ${'['.repeat(200_000)}`, 1, 71],
  ])('with %s is told with line and column', async (_name, content, line, column) => {
    expect(await onlyFinding(content)).toMatchObject({ code: 'SYNTAX', line, column });
  });

  it('is what JSON.parse takes, whatever character stands before, between, in or after its tokens', () => {
    const isJson = (text: string) => {
      try {
        return JSON.parse(text) !== undefined;
      } catch (error) {
        if (error instanceof SyntaxError) return false;
        throw error;
      }
    };
    const differing: string[] = [];
    const every = depth(97, 1);
    for (let code = 0; code <= 0xffff; code++) {
      const one = String.fromCharCode(code);
      const isLikely = code < 0x180 || /[\p{Z}\p{Cc}\p{Cf}]/u.test(one); // what others take for a blank, or don't show
      if (!isLikely && code % every !== 0) continue;
      const texts = [
        `${one}{"a":1}`,
        `{${one}"a":1}`,
        `{"a"${one}:1}`,
        `{"a":${one}1}`,
        `{"a":1${one}}`,
        `{"a":1}${one}`,
      ];
      texts.push(`{"a${one}":1}`, `{"\\${one}":1}`, `{"\\u000${one}":1}`, `[-1${one}0]`, `[1e${one}1]`, `[tru${one}]`);
      differing.push(...texts.filter((text) => (walkJson(text).fault === null) !== isJson(text)));
    }
    expect(differing).toEqual([]);
  });

  it('says where a finding is', async () => {
    const content =
      '{"systems": [\n  {"key": "ad", "tier": 0, "zone": "L4"},\n  {"key": "pki", "tier": 0, "zone": "L35"}\n]}';
    expect(await onlyFinding(content)).toMatchObject({ code: 'INVALID_VALUE', line: 3, column: 37 });
  });

  it('with a field twice is told, which JSON.parse would lose', async () => {
    expect(await onlyFinding('{"systems": [], "systems": []}')).toMatchObject({
      code: 'DUPLICATE_KEY',
      line: 1,
      column: 17,
    });
  });

  it('may begin with a byte order mark and blanks', async () => {
    expect(await findingsOf('\ufeff\n {"systems": []}')).toEqual([]);
  });
});

const header =
  'key,name,plant,tier,zone,team,rto,mtd,optimistic,likely,pessimistic,depends_on,after,tags,essential,safety';

describe('CSV', () => {
  it('is one system a line, with the teams and plants that it names', async () => {
    const lines = [
      'ad,"Directory, forest",,0,L4,identity,4d,7d,1296m,2160m,4752m,dns;edr@RESTORED;mail~;pki~@VALIDATED,,core; trust,,',
      ...['dns', 'edr', 'mail', 'pki'].map((key) => `${key},,,0,L4,,,,,,,,,,,`),
      'trim,Trim,VPA,3,L2,ot,,,60,90,120,,,,false,yes',
    ];
    const { plan, findings } = await readDocument('CSV', [header, ...lines].join('\r\n'));
    expect(aboutWriting(findings)).toEqual([]);
    const [ad] = plan!.systems!;
    expect(ad).toMatchObject({ name: 'Directory, forest', tags: ['core', 'trust'], rtoMinutes: 5760, likely: 2160 });
    expect(ad!.dependencies.map(({ on, strength, requiredState }) => [on, strength, requiredState])).toEqual([
      ['dns', 'HARD', 'ONLINE'],
      ['edr', 'HARD', 'RESTORED'],
      ['mail', 'SOFT', 'ONLINE'],
      ['pki', 'SOFT', 'VALIDATED'],
    ]);
    expect(plan!.systems!.at(-1)).toMatchObject({ essential: false, safety: true, plant: 'VPA', optimistic: 60 });
    expect(plan).toMatchObject({ teams: [{ key: 'identity' }, { key: 'ot' }], plants: [{ key: 'VPA' }] });
    expect(plan!.implied).toEqual(['teams', 'plants']);
  });

  it.each<[string, string, string, number, number]>([
    ['a wrong zone', 'ad,,,0,L9,,,,,,,,,,,', 'INVALID_VALUE', 2, 8],
    ['a bad duration', 'ad,"a, b",,0,L4,,soon,,,,,,,,,', 'INVALID_VALUE', 2, 18],
    ['an unknown key', 'ad,,,0,L4,,,,,,,dns,,,,', 'UNKNOWN_REFERENCE', 2, 17],
    ['an unknown milestone', 'ad,,,0,L4,,,,,,,,M1,,,', 'UNKNOWN_REFERENCE', 2, 18],
    ['a plant that is no key', 'ad,,Plant A,0,L4,,,,,,,,,,,', 'INVALID_VALUE', 2, 5],
    ['fields missing', 'ad,,0', 'SYNTAX', 2, 1],
    ['an open quote', 'ad,"x', 'SYNTAX', 2, 1],
  ])('with %s is told with line and column', async (_name, content, code, line, column) => {
    const findings = await findingsOf(`${header}\n${content}\n`, 'CSV');
    expect(findings[0]).toMatchObject({ code, line, column });
  });

  it('with lines in a text still counts right', async () => {
    const content = `${header}\nad,"a\nb",,0,L4,,,,,,,,,,,\nx,,,0,L9,,,,,,,,,,,\n`;
    expect(await onlyFinding(content, 'CSV')).toMatchObject({ line: 4, column: 7 });
  });

  it('with another column, or without a key, is refused', async () => {
    expect(await onlyFinding('key,tier,zone,teem\na,0,L4,x\n', 'CSV')).toMatchObject({
      code: 'UNKNOWN_FIELD',
      keys: ['teem'],
    });
    expect(await onlyFinding('name;tier\n', 'CSV')).toMatchObject({ code: 'SYNTAX', line: 1 });
    expect(await onlyFinding('', 'CSV')).toMatchObject({ code: 'SYNTAX', line: 1 });
    expect(await onlyFinding(header, 'CSV')).toMatchObject({ code: 'SYNTAX', line: 1 });
  });
});

describe('a document that is only a part of a plan', () => {
  const part = 'systems:\n  - {key: erp, tier: 2, zone: L4, dependsOn: [ad]}\n';

  it('is wrong for a new incident, and right for one that has the rest', async () => {
    const document = await readDocument('BLACKSTART', part);
    expect(document.plan).toBeNull();
    expect(document.findings).toMatchObject([{ code: 'UNKNOWN_REFERENCE', line: 2, column: 47 }]);
    const { world } = declared(planOf(systemsOf({ ad: [] })));
    const fitting = document.against(world);
    expect(aboutWriting(fitting.findings)).toEqual([]);
    expect(fitting.plan).toMatchObject({ systems: [{ key: 'erp' }] });
    expect(document.against(declared(planOf(systemsOf({ pki: [] }))).world).plan).toBeNull();
  });

  it('is told from another by its digest', async () => {
    const digests = [part, part, `${part}#`].map(async (text) => (await readDocument('BLACKSTART', text)).digest);
    const [one, same, other] = await Promise.all(digests);
    expect(one).toBe(same);
    expect(one).not.toBe(other);
  });
});
