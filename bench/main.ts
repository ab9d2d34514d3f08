import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../src/config';
import { launchPostgres } from '../src/postgres/launch';
import { benchCascade } from './cascade.bench';
import { benchEvidence, evidenceParts } from './evidence.bench';
import { benchGraph } from './graph.bench';
import { benchHttp } from './http.bench';
import { benchImports, importHere } from './import.bench';
import { benchLimits } from './limits.bench';
import { benchPlanning, forecastHere } from './planning.bench';

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
    await benchPlanning(postgres.ownerUrl);
    await benchImports(config, folder);
    await benchHttp(config);
    await benchCascade(config);
    await benchLimits(config);
    await benchEvidence(folder, postgres.ownerUrl); // the last one: it switches guards off
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const [part = '', ...words] = process.argv.slice(2);

function work(): Promise<void> {
  const [file, dataDir, incident] = words;
  if (part === 'import' && file && dataDir)
    return importHere(file, configIn(dataDir), { ...(incident && { incident }) });
  if (part === 'forecast' && file) return forecastHere(Number(file));
  return evidenceParts[part]?.(configIn, words) ?? bench();
}

work().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
