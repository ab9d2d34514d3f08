import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { Uuid } from '../domain/rows';
import type { EventEntry, LogEntry, LogHead, LogSource, RowsEntry } from './entry';
import { linesOf } from './lines';

const format = 'blackstart-log/v1';
const bytesAtOnce = 1024 * 1024;

/** The first line of an export: whose log it is, and where it ends. */
export function headLine(incident: Uuid, { position, logHead }: LogHead): string {
  return `${JSON.stringify({ format, incident, logHead, position })}\n`;
}

/** The line of an entry; like the first one it is canonical JSON (RFC 8785), so that no byte of an export is free. */
export function entryLine(entry: EventEntry | RowsEntry): string {
  if ('rows' in entry) {
    const { position, rows, seq } = entry;
    return `${JSON.stringify({ position, rows, seq })}\n`;
  }
  const { actor, at, hash, line, milestone, plant, position, previousHash, system, text, type } = entry;
  const inOrder = { actor, at, hash, line, milestone, plant, position, previousHash, system, text, type };
  return `${JSON.stringify(inOrder)}\n`;
}

/** The log in an export; throws one sentence where the file is none. */
export async function openLogFile(path: string): Promise<LogSource> {
  const lines = linesOf(createReadStream(path, { highWaterMark: bytesAtOnce }) as AsyncIterable<Buffer>);
  const first = await lines.next().catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${path} can't be read (${error.code ?? error.message}).`);
  });
  const [line, ...others] = first.done ? [] : first.value;
  const head = line && readHead(line.toString());
  if (!head) throw new Error(`${path} is no export of a log: its first line is not that of ${format}.`);
  const { incident, ...end } = head;
  return { incident, heads: [end], entries: entriesOf(basename(path), others, lines) };
}

function readHead(line: string): (LogHead & { incident: Uuid }) | null {
  const { incident, logHead, position } = parsed(line);
  if (typeof incident !== 'string' || typeof logHead !== 'string' || !isPosition(position)) return null;
  return headLine(incident, { position, logHead }) === line ? { incident, logHead, position } : null;
}

async function* entriesOf(
  name: string,
  first: readonly Buffer[],
  others: AsyncIterable<readonly Buffer[]>,
): AsyncGenerator<LogEntry[]> {
  let number = 1;
  const entryOf = (line: Buffer): LogEntry => {
    number++;
    return readEntry(line) ?? { unreadable: `Line ${number} of ${name} is not an entry of a log.` };
  };
  yield first.map(entryOf);
  for await (const lines of others) yield lines.map(entryOf);
}

function readEntry(bytes: Buffer): EventEntry | RowsEntry | null {
  if (!isUtf8(bytes)) return null;
  const line = bytes.toString('utf8');
  const said = parsed(line);
  if (!isPosition(said.position)) return null;
  const entry = isEvent(said) || isRows(said) ? said : null;
  return entry && entryLine(entry) === line ? entry : null;
}

function parsed(line: string): Record<string, unknown> {
  try {
    return (JSON.parse(line) ?? {}) as Record<string, unknown>;
  } catch {
    return {};
  }
}

const isPosition = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const texts = ['type', 'at', 'actor', 'text', 'previousHash', 'hash'];
const ids = ['system', 'plant', 'line', 'milestone'];

function isEvent(said: Record<string, unknown>): said is Record<string, unknown> & EventEntry {
  return (
    texts.every((part) => typeof said[part] === 'string') &&
    ids.every((part) => said[part] === null || typeof said[part] === 'string')
  );
}

function isRows(said: Record<string, unknown>): said is Record<string, unknown> & RowsEntry {
  return typeof said.rows === 'string' && Number.isSafeInteger(said.seq);
}
