import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../src/config';
import { launchPostgres } from '../src/postgres/launch';
import { benchCascade } from './cascade.bench';
import { benchGraph } from './graph.bench';
import { benchHttp } from './http.bench';
import { benchImports, importHere } from './import.bench';
import { benchLimits } from './limits.bench';

/** Settings of the benchmark: a data folder of its own, any free port, nothing from the environment. */
function configIn(dataDir: string): ReturnType<typeof readConfig> {
  return readConfig({ BLACKSTART_DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'error' });
}

/** Prints each figure beside its limit; nothing is asserted. The database lies in a temporary folder that goes at the end. */
async function bench(): Promise<void> {
  process.stdout.write(`Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} processors\n`);
  await benchGraph();
  const folder = mkdtempSync(join(tmpdir(), 'blackstart-bench-'));
  const config = configIn(folder);
  const postgres = await launchPostgres(config);
  try {
    await benchImports(config, folder);
    await benchHttp(config);
    await benchCascade(config);
    await benchLimits(config);
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const [part, file, dataDir, incident] = process.argv.slice(2);
const work =
  part === 'import' && file && dataDir
    ? importHere(file, configIn(dataDir), { ...(incident && { incident }) })
    : bench();

work.catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
