import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportPlan } from '../../src/domain/plan/export';
import { CheckpointFile } from '../../src/evidence/checkpoint-file';
import { type FoundCheckpoint, readCheckpoints } from '../../src/evidence/checkpoint-folder';
import { openCheckpointKey } from '../../src/evidence/checkpoint-key';
import type { EventEntry, LogHead, RowsEntry } from '../../src/evidence/entry';
import { type Reader, onSnapshot, openLogTable } from '../../src/evidence/log-table';
import { verifyLog } from '../../src/evidence/verify';
import { applyPlan } from '../../src/plans/plan.commands';
import { readDocument } from '../../src/plans/read';
import { openHistory, seedsOf } from './history';
import { type TestHouse, openTestHouse } from './house';

/** A log with plans that lie beside its events, and the checkpoints that vouch for it. */
export interface KeptLog {
  house: TestHouse;
  reader: Reader;
  incident: string;
  head: LogHead;
  events: EventEntry[];
  beside: RowsEntry[];
  checkpoints: FoundCheckpoint[];
  close(): Promise<void>;
}

const signedEvery = 25;

/** Lets a random recovery happen, with two plans too large for their events, and signs every 25th event and the last. */
export async function keepLog(seed: number, commands: number): Promise<KeptLog> {
  const house = await openTestHouse();
  const folder = mkdtempSync(join(tmpdir(), 'blackstart-evidence-'));
  const { board, actors, live } = await openHistory(house, seed, 160);
  for await (const step of live(seedsOf(seed, commands))) void step;
  const { systems, ...document } = exportPlan(house.keeper.loaded(board.id)!) as { systems: { name: string }[] };
  const renamed = systems.map((system) => ({
    ...system,
    name: `${system.name} ${'of the other company '.repeat(30)}`,
  }));
  const plan = await readDocument('BLACKSTART', JSON.stringify({ ...document, systems: renamed }));
  const context = { ledger: house.ledger, actor: actors.cora };
  await applyPlan(context, { incident: board.id, reason: 'bought' }, plan);
  for await (const step of live(seedsOf(seed + 1, 10))) void step;
  const reader = readerOf(house);
  const read = await readEntries(reader, board.id);
  const checkpoints = await signed(board.id, read.events, folder);
  const close = async () => {
    await house.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { house, reader, incident: board.id, ...read, checkpoints, close };
}

/** The owner's hand on the database. */
export function readerOf(house: TestHouse): Reader {
  return { query: async (text, values) => ({ rows: await house.sql(text, values) }) };
}

/** The log in the tables, all of it in memory. */
export async function readEntries(
  reader: Reader,
  incident: string,
): Promise<Pick<KeptLog, 'head' | 'events' | 'beside'>> {
  const [events, beside]: [EventEntry[], RowsEntry[]] = [[], []];
  return onSnapshot(reader, async () => {
    const { heads, entries } = await openLogTable(reader, incident);
    for await (const some of entries) {
      for (const entry of some) {
        if ('rows' in entry) beside.push(entry);
        else if ('hash' in entry) events.push(entry);
      }
    }
    return { head: heads[0]!, events, beside };
  });
}

async function signed(incident: string, events: EventEntry[], folder: string): Promise<FoundCheckpoint[]> {
  const file = new CheckpointFile({ folder, mayMake: true, key: openCheckpointKey(folder), warn: fail });
  const last = events.at(-1)!.position;
  for (const { position, hash } of events) {
    const time = new Date().toISOString();
    if (position % signedEvery === 0 || position === last) await file.append([{ incident, position, hash, time }]);
  }
  await file.close();
  const { byIncident } = await readCheckpoints(folder, { publicKeys: [], tell: fail, note: fail });
  return byIncident.get(incident) ?? [];
}

function fail(message: string): void {
  throw new Error(message);
}

/** The faults of the log in the tables, within a transaction that is open. */
export async function faultsInTables(log: KeptLog, checkpoints: FoundCheckpoint[] | null): Promise<string[]> {
  const faults: string[] = [];
  await onSnapshot(nested(log.reader), async () => {
    await verifyLog(await openLogTable(log.reader, log.incident), checkpoints, (fault) => faults.push(fault));
  });
  return faults;
}

// The look is a part of the transaction that tampers, so that nothing of it stays.
function nested(reader: Reader): Reader {
  const instead = (text: string) =>
    text.replace(/^BEGIN.*/, 'SAVEPOINT look').replace(/^ROLLBACK$/, 'ROLLBACK TO look');
  return { query: (text, values) => reader.query(instead(text), values) };
}
