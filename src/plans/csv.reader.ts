import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import type { PlanFinding } from '../domain/plan/finding';
import { didYouMean } from '../domain/plan/nearest';
import { csvColumns, CsvDocument, fieldOfPath } from './csv.document';
import { type Path, type Position, quoted } from './position';
import { type PlanSource, textFinding } from './source';

const mostRecords = 100_001;
const longestRecord = 1024 * 1024;
const chunk = 256 * 1024;

// Applied with prune, an empty list would take every system away.
const noSystem = textFinding('SYNTAX', 'This CSV holds no system, only its header.', { line: 1, column: 1 });

interface CsvRecord {
  record: string[];
  info: { lines: number };
}

/** Reads a CSV of systems, one a line; the teams and plants that it names are added where they are missing. */
export async function readCsv(content: string): Promise<PlanSource> {
  const document = new CsvDocument();
  const findings: PlanFinding[] = [];
  try {
    for await (const { record, info } of recordsOf(content)) {
      const line = info.lines - record.join('').split('\n').length + 1;
      if (document.columns === null) findings.push(...readHeader(document, record));
      else if (record.length !== document.columns.length) findings.push(wrongLength(record, document.columns, line));
      else document.add(record, line);
      if (findings.length > 0 && document.columns === null) break;
      if (document.size >= mostRecords || findings.length >= 200) break;
    }
    if (document.columns === null && findings.length === 0) findings.push(...readHeader(document, []));
    if (document.size === 0 && findings.length === 0) findings.push(noSystem);
  } catch (error) {
    findings.push(faultOf(error));
  }
  return {
    document: document.plan(),
    implied: ['teams', 'plants'],
    findings,
    locate: (paths) => Promise.resolve(paths.map((path) => positionOf(document, content, path))),
    close: () => Promise.resolve(),
  };
}

// In chunks through a stream: a large file leaves the process time for others in between.
function recordsOf(content: string): AsyncIterable<CsvRecord> {
  const options = { bom: true, info: true, relax_column_count: true, skip_empty_lines: true, trim: true };
  return Readable.from(chunksOf(content)).pipe(parse({ ...options, max_record_size: longestRecord }));
}

function* chunksOf(content: string): Generator<string> {
  for (let at = 0; at < content.length;) {
    let end = Math.min(content.length, at + chunk);
    // A pair of surrogates stays together, or each half would become a replacement character.
    if ((content.charCodeAt(end - 1) & 0xfc00) === 0xd800) end++;
    yield content.slice(at, end);
    at = end;
  }
}

function readHeader(document: CsvDocument, names: string[]): PlanFinding[] {
  const header = csvColumns.join(',');
  const unknown = names.filter((name) => !csvColumns.includes(name as (typeof csvColumns)[number]));
  const twice = names.filter((name, at) => names.indexOf(name) !== at);
  const at = (name: string): Position => ({ line: 1, column: names.indexOf(name) + 1 });
  if (!names.includes('key')) {
    return [textFinding('SYNTAX', `A CSV plan begins with the header ${header}.`, { line: 1, column: 1 })];
  }
  document.columns = names;
  return [
    ...unknown.map((name) => ({
      ...textFinding(
        'SYNTAX',
        `There is no column ${quoted(name)}.${didYouMean(name, csvColumns)} The header is ${header}.`,
        at(name),
      ),
      code: 'UNKNOWN_FIELD' as const,
      keys: [name],
    })),
    ...twice.map((name) => textFinding('DUPLICATE_KEY', `The column ${quoted(name)} comes twice.`, at(name))),
  ];
}

function wrongLength(record: string[], columns: string[], line: number): PlanFinding {
  const message = `This line has ${record.length} fields and the header ${columns.length}: put texts with commas in quotes.`;
  return textFinding('SYNTAX', message, { line, column: 1 });
}

function faultOf(error: unknown): PlanFinding {
  if (!(error instanceof CsvError)) throw error;
  const line = typeof error.lines === 'number' ? error.lines : 1;
  return textFinding('SYNTAX', `This is no CSV that can be read: ${error.message}.`, { line, column: 1 });
}

/** The line of a record, and the column at which the field begins. */
function positionOf(document: CsvDocument, content: string, path: Path): Position | null {
  const line = document.lineOf(path);
  if (line === null) return null;
  const field = document.columns?.indexOf(fieldOfPath(path)) ?? -1;
  return { line, column: field < 0 ? 1 : columnOf(lineIn(content, line), field) };
}

function lineIn(content: string, line: number): string {
  let from = 0;
  for (let at = 1; at < line; at++) from = content.indexOf('\n', from) + 1;
  const end = content.indexOf('\n', from);
  return content.slice(from, end < 0 ? undefined : end);
}

function columnOf(line: string, field: number): number {
  let [left, isQuoted] = [field, false];
  for (let at = 0; at < line.length; at++) {
    if (left === 0) return at + 1;
    if (line[at] === '"') isQuoted = !isQuoted;
    else if (line[at] === ',' && !isQuoted) left--;
  }
  return line.length + 1;
}
