// Runs command lines of the built program one after the other in one process: `node cli-session.mjs PROGRAM`. Each line of stdin
// is one as JSON, `{ args, env, end }`. What it prints is over at `end`; its exit code and a second `end` follow on stdout.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const require = createRequire(import.meta.url);
require('reflect-metadata');
const { runCommandLine } = require(process.argv[2]);
const surroundings = { ...process.env };

for await (const line of createInterface({ input: process.stdin })) {
  const { args, env, end } = JSON.parse(line);
  process.env = { ...surroundings, ...env };
  const code = await runCommandLine(['node', 'blackstart', ...args]);
  process.stdout.write(`${end}${code}${end}`);
  process.stderr.write(end);
}
