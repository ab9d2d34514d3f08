import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Config } from '../config';
import type { LogSource } from '../evidence/entry';
import { entryLine, headLine } from '../evidence/log-file';
import { findIncidents, onSnapshot, openLogTable } from '../evidence/log-table';
import { readDatabase } from '../postgres/reading';

export interface ExportLogOptions {
  incident: string;
  out?: string;
}

/** Writes the log of an incident, as the database has it, to a new file or to stdout. */
export async function exportLog({ incident, out }: ExportLogOptions, config: Config): Promise<number> {
  return readDatabase(config, (client) =>
    onSnapshot(client, async () => {
      const [found] = await findIncidents(client, incident);
      if (!found) throw new Error(`There is no incident ${incident}.`);
      const source = await openLogTable(client, found.id);
      if (out === undefined) await pipeline(linesOf(source), process.stdout, { end: false });
      else await writeNew(out, linesOf(source));
      return 0;
    }),
  );
}

async function* linesOf({ incident, heads, entries }: LogSource): AsyncGenerator<string> {
  const [head] = heads;
  if (!head || heads.length > 1) throw new Error(`The log of incident ${incident} has ${heads.length} heads.`);
  yield headLine(incident, head);
  for await (const some of entries) {
    yield some.map((entry) => ('unreadable' in entry ? '' : entryLine(entry))).join('');
  }
}

/** For its owner's eyes; an earlier export is never written over, and half of one is not left behind. */
async function writeNew(path: string, lines: AsyncIterable<string>): Promise<void> {
  const file: Writable = createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true });
  let isOurs = false;
  file.once('open', () => (isOurs = true));
  try {
    await pipeline(Readable.from(lines), file);
  } catch (error) {
    if (isOurs) await rm(path, { force: true });
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    throw isThere ? new Error(`${path} is there already.`) : error;
  }
}
