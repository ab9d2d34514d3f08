import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { type Examine, type PlanFormat, type ReadDocument, readDocument } from '../plans/read';
import type { Progress } from './progress';

/** Reads a plan from a file; throws one sentence when there is no such file. */
export async function readPlanFile(
  file: string,
  format: string | undefined,
  { progress, examine }: { progress?: Progress; examine?: Examine } = {},
): Promise<ReadDocument> {
  const content = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${file} can't be read (${error.code}).`);
  });
  const written = format === undefined ? formatOf(file, content) : (format.toUpperCase() as PlanFormat);
  const kibibytes = Math.ceil(content.length / 1024);
  progress?.show('reading', 0, kibibytes);
  const document = await readDocument(written, content, examine);
  progress?.show('reading', kibibytes, kibibytes);
  return document;
}

function formatOf(file: string, content: string): PlanFormat {
  if (extname(file).toLowerCase() === '.csv') return 'CSV';
  return /^apiVersion:\s*["']?backstage\.io\//m.test(content) ? 'BACKSTAGE' : 'BLACKSTART';
}
