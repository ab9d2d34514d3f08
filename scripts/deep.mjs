// Runs the searches at their full depth: the gate against the guards in Postgres, the seeded holes, the attacker's statements.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
const searches = ['tests/faults/gate-and-guard', 'tests/faults/seeded-holes', 'tests/faults/attack-search'];
const { status } = spawnSync(process.execPath, [jest, ...searches, ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, BLACKSTART_TEST_DEPTH: 'full' },
});
process.exit(status ?? 1);
