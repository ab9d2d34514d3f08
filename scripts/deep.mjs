// Runs every test file whose searches have a depth, at their full depth: BLACKSTART_TEST_DEPTH=whole leaves no seed out.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { rootDir, testFilesOf } from '../tests/support/jest.base.mjs';

const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
const files = testFilesOf(join(rootDir, 'tests/support/depth.ts'));
const { status } = spawnSync(process.execPath, [jest, ...process.argv.slice(2), '--runTestsByPath', ...files], {
  stdio: 'inherit',
  env: { BLACKSTART_TEST_DEPTH: 'full', ...process.env },
});
process.exit(status ?? 1);
