import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { entryLine, headLine, openLogFile } from '../../src/evidence/log-file';
import { onSnapshot, openLogTable } from '../../src/evidence/log-table';
import { verifyLog } from '../../src/evidence/verify';
import { placeHold } from '../../src/holds/hold.commands';
import { declareIncident } from '../../src/incidents/incident.commands';
import { readDocument } from '../../src/plans/read';
import { readEntries, readerOf } from '../support/evidence';
import { commanderOf } from '../support/history.actors';
import { type TestHouse, openTestHouse } from '../support/house';

let house: TestHouse;
let folder: string;
let incident: string;

/** A plan whose rows are more than one text holds, then some events. */
beforeAll(async () => {
  house = await openTestHouse();
  folder = mkdtempSync(join(tmpdir(), 'blackstart-large-'));
  const systems = Array.from({ length: 2600 }, (_, n) => {
    const dependsOn = n === 0 ? [] : [`s${n - 1}`];
    return { key: `s${n}`, name: `System ${n}`, tier: 1, zone: 'L4', dependsOn };
  });
  const plan = { format: 'blackstart/v1', incident: { key: 'large', title: 'Large' }, systems };
  const context = { ledger: house.ledger, actor: await commanderOf(house) };
  const { board } = await declareIncident(
    context,
    { key: 'large' },
    await readDocument('BLACKSTART', JSON.stringify(plan)),
  );
  incident = board!.id;
  for (const reason of ['one', 'two']) await placeHold(context, { incident, reason });
});
afterAll(async () => {
  await house?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('the rows of a large plan, in several texts, are checked in the tables and in an export', async () => {
  const reader = readerOf(house);
  const { head, events, beside } = await readEntries(reader, incident);
  expect(beside.map(({ position, seq }) => [position, seq])).toEqual([
    [1, 0],
    [1, 1],
  ]);
  const faults: string[] = [];
  const tell = (fault: string) => faults.push(fault);
  await onSnapshot(reader, async () => verifyLog(await openLogTable(reader, incident), null, tell));
  expect(faults).toEqual([]);

  const file = join(folder, 'log.jsonl');
  const exported = async (...rows: typeof beside) => {
    const lines = [events[0]!, ...rows, ...events.slice(1)].map(entryLine);
    writeFileSync(file, [headLine(incident, head), ...lines].join(''));
    faults.length = 0;
    expect((await verifyLog(await openLogFile(file), null, tell)).events).toBe(3);
    return [...faults];
  };
  const broken = ['The rows beside event 1 are not those of its hash.'];
  expect(await exported(...beside)).toEqual([]);
  expect(await exported(beside[0]!)).toEqual(broken);
  expect(await exported(beside[1]!, beside[0]!)).toEqual(broken);
  expect(await exported({ ...beside[0]!, rows: beside[0]!.rows.replace('System 7', 'System 8') }, beside[1]!)).toEqual(
    broken,
  );
});
