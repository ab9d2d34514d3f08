import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ImportOptions, importFile } from '../src/cli/import';
import type { Config } from '../src/config';
import { openHouse } from '../src/house';
import { openJournal } from '../src/journal';
import { planCsv, planJson } from './plans';
import { mebibytes, printHead, printLine, seconds, timed } from './table';

const systems = 60_000;
const each = 5;

/** What a child process says of one import. */
interface Report {
  code: number;
  milliseconds: number;
  peakBytes: number;
}

/** Imports of the largest plan, each in a process of its own, and the board that they make. */
export async function benchImports(config: Config, folder: string): Promise<void> {
  printHead(`Import of ${systems} systems and about ${systems * each} dependencies`);
  const json = join(folder, 'large.json');
  writeFileSync(json, planJson('bench-json', systems, each));
  report('as JSON', await importInChild({ file: json, dataDir: config.dataDir }));
  const csv = join(folder, 'large.csv');
  writeFileSync(csv, planCsv(systems, each));
  report('as CSV', await importInChild({ file: csv, dataDir: config.dataDir, incident: 'bench-csv' }));
  await benchLoad(config);
}

function report(what: string, { code, milliseconds, peakBytes }: Report): void {
  const failed = code === 0 ? '' : ` FAILED with ${code}`;
  printLine({ what: `${what}: time, its start included`, figure: `${seconds(milliseconds)}${failed}`, limit: '60 s' });
  printLine({ what: `${what}: peak memory of the process`, figure: mebibytes(peakBytes), limit: '1024 MiB' });
}

async function benchLoad(config: Config): Promise<void> {
  const house = await openHouse(config, openJournal(config));
  const [board, milliseconds] = await timed(() => house.keeper.find('bench-json'));
  const what = `its board of ${board?.systems.size} systems, ${board?.dependencies.size} dependencies: loaded`;
  printLine({ what, figure: seconds(milliseconds), limit: '–' });
  await house.close();
}

interface Task {
  file: string;
  dataDir: string;
  incident?: string;
}

async function importInChild({ file, dataDir, incident }: Task): Promise<Report> {
  const words = ['import', file, dataDir, ...(incident ? [incident] : [])];
  const child = fork(join(__dirname, 'main.js'), words, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  let said: Report | undefined;
  child.once('message', (message) => (said = message as Report));
  const [code] = (await once(child, 'exit')) as [number];
  return said ?? { code, milliseconds: NaN, peakBytes: NaN };
}

/** The child's part: one import, then what it took; its progress and its words go nowhere. */
export async function importHere(file: string, config: Config, options: ImportOptions): Promise<void> {
  const code = await importFile(file, options, config, openJournal(config));
  // performance.now() counts from the start of the process; maxRSS is in kibibytes
  process.send?.({ code, milliseconds: performance.now(), peakBytes: process.resourceUsage().maxRSS * 1024 });
  process.disconnect?.();
}
