import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../src/config';
import { launchPostgres } from '../src/postgres/launch';
import { benchCascade } from './cascade.bench';
import { compare } from './compare/main';
import { benchEvidence, evidenceParts } from './evidence.bench';
import { benchGraph } from './graph.bench';
import { benchHttp } from './http.bench';
import { benchImports, importHere } from './import.bench';
import { benchLimits } from './limits.bench';
import { benchPlanning, forecastHere } from './planning.bench';

/** Settings of a part: a data folder of its own, any free port, nothing from the environment. */
function configIn(dataDir: string): ReturnType<typeof readConfig> {
  return readConfig({ BLACKSTART_DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'error' });
}

type Part = (place: { config: ReturnType<typeof readConfig>; folder: string; ownerUrl: string }) => Promise<void>;

/** What is measured beside the comparison, each by its name on the command line, in the order of a whole run. */
const parts: Record<string, Part> = {
  graph: () => benchGraph(),
  planning: ({ ownerUrl }) => benchPlanning(ownerUrl),
  imports: ({ config, folder }) => benchImports(config, folder),
  http: ({ config }) => benchHttp(config),
  cascade: ({ config }) => benchCascade(config),
  limits: ({ config }) => benchLimits(config),
  evidence: ({ folder, ownerUrl }) => benchEvidence(folder, ownerUrl), // the last one: it switches guards off
};

/** Prints each figure beside its limit; nothing is asserted. The database lies in a temporary folder that goes at the end. */
async function benchParts(names: readonly string[]): Promise<void> {
  process.stdout.write(`Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} processors\n`);
  const folder = mkdtempSync(join(tmpdir(), 'blackstart-bench-'));
  const config = configIn(folder);
  const postgres = await launchPostgres(config);
  try {
    for (const [name, part] of Object.entries(parts)) {
      if (names.includes(name)) await part({ config, folder, ownerUrl: postgres.ownerUrl });
    }
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function bench(words: readonly string[]): Promise<void> {
  const named = words.filter((word) => word in parts);
  const isAll = words.includes('all');
  if (isAll || named.length === 0) await compare(words.filter((word) => word !== 'all'));
  if (isAll || named.length > 0) await benchParts(isAll ? Object.keys(parts) : named);
}

const words = process.argv.slice(2);
const [child = '', first, second, third] = words;

function work(): Promise<void> {
  if (child === 'import' && first && second)
    return importHere(first, configIn(second), { ...(third && { incident: third }) });
  if (child === 'forecast' && first) return forecastHere(Number(first));
  return evidenceParts[child]?.(configIn, words.slice(1)) ?? bench(words);
}

work().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
