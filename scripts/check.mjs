// Every check that needs no database, one named step each. Exits 1 when any step fails, after all have run.
import { spawnSync } from 'node:child_process';

const steps = [
  ['types', 'tsc', '--noEmit', '-p', 'tsconfig.json'],
  ['domain walls', 'tsc', '-p', 'src/domain/tsconfig.json'],
  ['lint', 'eslint', '--max-warnings', '0', '.'],
  ['format', 'prettier', '--check', '--log-level', 'warn', '**/*.{ts,mjs,json,yml}'],
  ['dead code', 'knip'],
];

function run([name, tool, ...args]) {
  const started = Date.now();
  const { status, stdout, stderr } = spawnSync('npx', ['--no-install', tool, ...args], { encoding: 'utf8' });
  const verdict = status === 0 ? 'ok  ' : 'FAIL';
  console.log(`${verdict} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  if (status !== 0) console.log(`${stdout ?? ''}${stderr ?? ''}`);
  return status === 0;
}

const failed = steps.filter((step) => !run(step));
console.log(`${steps.length - failed.length} steps ok, ${failed.length} failed`);
process.exit(failed.length === 0 ? 0 : 1);
