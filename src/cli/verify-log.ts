import { verifyAccessLog } from '../access/access-log.verify';
import type { Config } from '../config';
import { type FoundCheckpoint, type FoundCheckpoints, readCheckpoints } from '../evidence/checkpoint-folder';
import type { LogSource } from '../evidence/entry';
import { openLogFile } from '../evidence/log-file';
import { findIncidents, onSnapshot, openLogTable, type Reader } from '../evidence/log-table';
import { verifyLog } from '../evidence/verify';
import { readDatabase } from '../postgres/reading';
import { Progress } from './progress';

export interface VerifyLogOptions {
  incident?: string;
  file?: string;
  checkpoints?: string;
  publicKey?: string[];
}

/** Faults of one log that are told one by one; of the rest the number. */
const mostTold = 100;

/** Checks the logs of a database, or the one in an export, and tells each fault; exit code 1 where there is any. */
export async function verifyLogs(options: VerifyLogOptions, config: Config): Promise<number> {
  const { file, checkpoints: folder, publicKey: publicKeys = [] } = options;
  if (folder === undefined && publicKeys.length > 0) throw new Error('--public-key goes with --checkpoints.');
  const faults = new Faults(folder ?? '');
  const note = (message: string) => void process.stderr.write(`${folder}: ${message}\n`);
  const found = folder === undefined ? null : await readCheckpoints(folder, { publicKeys, tell: faults.tell, note });
  if (found && publicKeys.length === 0) {
    note(
      `The keys beside the checkpoints are trusted (${found.keys.join(', ')}); --public-key names those of your own.`,
    );
  }
  const sound = faults.end() === 0;
  if (file !== undefined) return (await verify(file, await openLogFile(file), found)) && sound ? 0 : 1;
  const all = await readDatabase(config, (client) =>
    onSnapshot(client, () => verifyTables(client, options.incident, found)),
  );
  return all && sound ? 0 : 1;
}

async function verifyTables(
  reader: Reader,
  idOrKey: string | undefined,
  found: FoundCheckpoints | null,
): Promise<boolean> {
  const incidents = await findIncidents(reader, idOrKey);
  if (idOrKey !== undefined && incidents.length === 0) throw new Error(`There is no incident ${idOrKey}.`);
  let sound = true;
  for (const { id, key } of incidents) {
    const isSound = await verify(nameOf(key, id), await openLogTable(reader, id), found);
    sound &&= isSound;
  }
  if (incidents.length === 0) process.stdout.write('There is no incident.\n');
  const known = new Set(incidents.map(({ id }) => id));
  const gone = [...(found?.byIncident ?? [])].filter(([id]) => idOrKey === undefined && !known.has(id));
  for (const [id, checkpoints] of gone) tellGone(id, checkpoints);
  const isAccessSound = idOrKey !== undefined || (await verifyAccess(reader));
  return sound && isAccessSound && gone.length === 0;
}

/** Checks the log of principals, grants and tokens, and that the tables hold what it says. */
async function verifyAccess(reader: Reader): Promise<boolean> {
  const faults = new Faults('access log');
  for await (const fault of verifyAccessLog(reader)) faults.tell(fault);
  const count = faults.end();
  process.stdout.write(`access log: ${count === 0 ? 'sound' : `NOT SOUND (${count})`}\n`);
  return count === 0;
}

// The table may hold anything by now, and a key with line breaks could say what it likes.
const nameOf = (key: string | null, id: string): string => (key !== null && /^[\w.-]{1,100}$/.test(key) ? key : id);

async function verify(name: string, source: LogSource, found: FoundCheckpoints | null): Promise<boolean> {
  const checkpoints = found && (found.byIncident.get(source.incident) ?? []);
  const progress = new Progress();
  const faults = new Faults(name);
  const total = source.heads[0]?.position ?? 0;
  const show = (events: number) => progress.show(`verifying ${name}`, events, total);
  const verdict = await verifyLog(source, checkpoints, faults.tell, show).finally(() => progress.stop());
  const count = faults.end();
  const { events, position, signedUpTo } = verdict;
  const signed = signedUpTo === null ? '' : `, signed up to position ${signedUpTo} of ${position}`;
  process.stdout.write(`${name}: ${count === 0 ? 'sound' : `NOT SOUND (${count})`}, ${events} events${signed}\n`);
  return count === 0;
}

function tellGone(incident: string, checkpoints: readonly FoundCheckpoint[]): void {
  const last = checkpoints.reduce((one, other) => (other.position > one.position ? other : one));
  const { position, time, place } = last;
  process.stderr.write(`${incident}: There is no log, although event ${position} was signed at ${time} (${place}).\n`);
}

/** Tells faults on stderr, one sentence each. */
class Faults {
  private count = 0;

  constructor(private readonly name: string) {}

  readonly tell = (fault: string): void => {
    if (++this.count <= mostTold) process.stderr.write(`${this.name}: ${fault}\n`);
  };

  /** How many there were. */
  end(): number {
    if (this.count > mostTold) process.stderr.write(`${this.name}: … and ${this.count - mostTold} more.\n`);
    return this.count;
  }
}
