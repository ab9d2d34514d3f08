import { join } from 'node:path';
import type * as Reader from '../../src/plans/read';
import { albionYaml } from '../support/plans';

// The thread that parses YAML exists in the built program only, so that is what is tested.
const built = jest.requireActual<typeof Reader>(join(__dirname, '../../dist/src/plans/read.js'));

describe('the built YAML thread', () => {
  it('reads a plan, and says where its findings are', async () => {
    expect((await built.readDocument('BLACKSTART', albionYaml)).counts.dependencies).toBe(175);
    const { findings } = await built.readDocument('BLACKSTART', 'systems:\n  - {key: ad, tier: 0, zone: L35}\n');
    expect(findings).toMatchObject([{ code: 'INVALID_VALUE', line: 2, column: 30 }]);
  });

  it('is no danger to the process with a billion laughs or lists without end', async () => {
    const levels = Array.from(
      { length: 12 },
      (_, at) => `l${at + 1}: &l${at + 1} [${Array(9).fill(`*l${at}`).join(', ')}]`,
    );
    for (const content of [['l0: &l0 lol', ...levels].join('\n'), '['.repeat(500_000)]) {
      const { plan, findings } = await built.readDocument('BLACKSTART', content);
      expect(plan).toBeNull();
      expect(findings[0]).toMatchObject({ severity: 'ERROR' });
    }
  });

  it('leaves the process time for others while it parses', async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 5);
    const lines = Array.from({ length: 5000 }, (_, at) => `  - {key: s${at}, tier: 0, zone: L4, dependsOn: []}`);
    const { counts } = await built.readDocument('BLACKSTART', `systems:\n${lines.join('\n')}\n`);
    clearInterval(timer);
    expect(counts.systems).toBe(5000);
    expect(turns).toBeGreaterThan(10);
  });
});
