// Writes src/postgres/guards.manifest.json anew, from a database that the built migrations have just made.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const built = createRequire(import.meta.url);
const { readConfig } = built('../dist/src/config.js');
const { withClient } = built('../dist/src/postgres/client.js');
const { describeGuards } = built('../dist/src/postgres/guards.js');
const { prepareDatabase } = built('../dist/src/postgres/prepare.js');

const dataDir = mkdtempSync(join(tmpdir(), 'blackstart-guards-'));
const database = await prepareDatabase({ ...readConfig({}), dataDir });
try {
  const manifest = await withClient(database.ownerUrl, describeGuards);
  const file = new globalThis.URL('../src/postgres/guards.manifest.json', import.meta.url);
  writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
} finally {
  await database.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
