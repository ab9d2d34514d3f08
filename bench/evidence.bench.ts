import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Client } from 'pg';
import { exportLog } from '../src/cli/export-log';
import { verifyLogs } from '../src/cli/verify-log';
import type { Config } from '../src/config';
import { genesisHash, ownerPrincipalId } from '../src/domain/event';
import { canonical, eventText, sha256 } from '../src/log/canonical';
import { withClient } from '../src/postgres/client';
import { mebibytes, printHead, printLine, seconds, timed } from './table';

const events = 1_000_000;
const atOnce = 10_000;
const limits = { time: '30 s', memory: '256 MiB' };

/** What a child process says of one piece of work. */
interface Report {
  code: number;
  milliseconds: number;
  /** Of which the process had a processor; the rest it waited for Postgres, the disk, or its turn. */
  busy: number;
  peakBytes: number;
}

/** The check of a log of the largest size, in the database and as an export, each in a process of its own. */
export async function benchEvidence(dataDir: string, ownerUrl: string): Promise<void> {
  printHead(`A log of ${events} events`);
  const incident = randomUUID();
  const [, making] = await timed(() => withClient(ownerUrl, (client) => makeLog(client, incident)));
  printLine({ what: 'made with SQL, without guards', figure: seconds(making), limit: '–' });
  const file = join(dataDir, 'log.jsonl');
  report('verify-log on the database', await inChild('verify-table', dataDir, incident), limits.time);
  report('export-log into a file', await inChild('export-log', file, dataDir, incident), '–');
  report('verify-log on that file', await inChild('verify-file', file, dataDir), limits.time);
}

function report(what: string, { code, milliseconds, busy, peakBytes }: Report, limit: string): void {
  const failed = code === 0 ? '' : ` FAILED with ${code}`;
  printLine({ what: `${what}: time, its start included`, figure: `${seconds(milliseconds)}${failed}`, limit });
  printLine({ what: `${what}: processor time of the process`, figure: seconds(busy), limit: '–' });
  printLine({ what: `${what}: peak memory of the process`, figure: mebibytes(peakBytes), limit: limits.memory });
}

// As the owner may: through the guards it would take an hour. The indexes that nobody asks here cost half of the rest.
async function makeLog(client: Client, incident: string): Promise<void> {
  const insert = `INSERT INTO blackstart.event
    SELECT * FROM json_populate_recordset(NULL::blackstart.event, $1::json) ORDER BY position`;
  const systemId = randomUUID();
  const template = textOf(incident, systemId);
  const type = 'CHECK_RECORDED';
  const columns = { incident_id: incident, type, actor_id: ownerPrincipalId, system_id: systemId };
  let hash = genesisHash;
  await client.query('BEGIN');
  await client.query('ALTER TABLE blackstart.event DISABLE TRIGGER USER, DROP CONSTRAINT event_id_unique');
  await client.query('DROP INDEX blackstart.event_by_type, blackstart.event_by_system');
  await client.query('ALTER TABLE blackstart.incident_head DISABLE TRIGGER USER');
  for (let from = 1; from <= events; from += atOnce) {
    const made = Array.from({ length: atOnce }, (_, n) => {
      const position = from + n;
      const at = new Date(1_790_000_000_000 + position).toISOString();
      const text = template.replaceAll('<at>', at).replace('"position":0', `"position":${position}`);
      const previous_hash = hash;
      hash = sha256(previous_hash, text);
      return { ...columns, id: randomUUID(), position, at, text, previous_hash, hash };
    });
    await client.query({ name: 'make', text: insert, values: [JSON.stringify(made)] });
  }
  const head = 'INSERT INTO blackstart.incident_head (incident_id, position, log_head) VALUES ($1, $2, $3)';
  await client.query(head, [incident, events, hash]);
  await client.query('COMMIT');
  await client.query('VACUUM (ANALYZE) blackstart.event');
}

function textOf(incidentId: string, systemId: string): string {
  const evidence = [{ label: 'report 17', uri: null, sha256: null, tool: null, collectedAt: null }];
  const what = { kind: 'ISOLATION_IN_FORCE', outcome: 'PASSED', evidence };
  const row = { systemId, ...what, recordedAt: '<at>', recordedBy: ownerPrincipalId, note: null };
  const event = {
    ...{
      incidentId,
      mode: 'EXERCISE' as const,
      position: 0,
      type: 'CHECK_RECORDED' as const,
      at: '<at>',
      actorId: ownerPrincipalId,
    },
    ...{ systemId, plantId: null, lineId: null, milestoneId: null, reason: null },
    counters: { online: 3, verified: 5, total: 70 },
  };
  return eventText(event, canonical({ ...what, rows: [{ table: 'containment_check', op: 'insert', row }] }));
}

async function inChild(...words: string[]): Promise<Report> {
  const child = fork(join(__dirname, 'main.js'), words, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  let said: Report | undefined;
  child.once('message', (message) => (said = message as Report));
  const [code] = (await once(child, 'exit')) as [number];
  return said ?? { code, milliseconds: NaN, busy: NaN, peakBytes: NaN };
}

/** The parts of a child, by their names on the command line. */
export const evidenceParts: Record<string, (config: (dataDir: string) => Config, words: string[]) => Promise<void>> = {
  'verify-table': (config, [dataDir = '', incident]) => told(verifyLogs({ incident }, config(dataDir))),
  'verify-file': (config, [file, dataDir = '']) => told(verifyLogs({ file }, config(dataDir))),
  'export-log': (config, [out, dataDir = '', incident = '']) => told(exportLog({ incident, out }, config(dataDir))),
};

async function told(work: Promise<number>): Promise<void> {
  const code = await work;
  // performance.now() counts from the start of the process; processor times are in microseconds, maxRSS in kibibytes
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const busy = (userCPUTime + systemCPUTime) / 1000;
  process.send?.({ code, milliseconds: performance.now(), busy, peakBytes: maxRSS * 1024 });
  process.disconnect?.();
}
