#!/usr/bin/env node
import 'reflect-metadata';
import { runCommandLine } from './cli/program';

void runCommandLine(process.argv).then((code) => {
  // stdout may be a pipe: what was printed must have left before the process ends
  process.stdout.write('', () => process.exit(code));
});
