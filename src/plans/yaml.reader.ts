import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Path, Position } from './position';
import { brokenSource, type Source, textFinding } from './source';
import { parseYaml, type YamlFault } from './yaml.parsing';
import type { YamlTask } from './yaml.worker';

const mostBytes = 4 * 1024 * 1024;
/** What takes a few milliseconds at worst, and less than to start a thread. */
const shortBytes = 256;
const longestMs = 20_000;
// 4 MiB of dense YAML take about 0.6 GB while they are parsed.
const resourceLimits = { maxOldGenerationSizeMb: 1024, maxYoungGenerationSizeMb: 64 };
// The compiled program has its worker beside it; where TypeScript runs unbuilt, the same function runs in this thread.
const workerFile = join(__dirname, 'yaml.worker.js');

/**
 * Reads a YAML text of at most 4 MiB, in a thread of its own that may take 20 s and 1 GiB where it is not short; `many` allows
 * several documents.
 */
export async function readYaml(text: string, many: boolean): Promise<Source> {
  const size = Buffer.byteLength(text);
  if (size > mostBytes) {
    const message = `YAML may have 4 MiB, and this has ${(size / 1024 / 1024).toFixed(1)}: write a plan of this size as JSON or CSV.`;
    return brokenSource(textFinding('TOO_LARGE', message, null));
  }
  const isShort = size <= shortBytes;
  return !isShort && existsSync(workerFile) ? readInWorker({ text, many }) : readHere({ text, many });
}

function faultsOf(faults: readonly YamlFault[]): Source {
  return brokenSource(
    ...faults.map(({ message, position }) =>
      textFinding('SYNTAX', `This is no YAML that can be read: ${message}.`, position),
    ),
  );
}

function readHere({ text, many }: YamlTask): Source {
  const { values, faults, locate } = parseYaml(text, many);
  if (faults.length > 0) return faultsOf(faults);
  return { values, findings: [], locate: (paths) => Promise.resolve(locate(paths)), close: () => Promise.resolve() };
}

async function readInWorker(task: YamlTask): Promise<Source> {
  const worker = new Worker(workerFile, { workerData: task, resourceLimits });
  const close = async (): Promise<void> => void (await worker.terminate());
  const answer = await answerOf<{ values: unknown[]; faults: YamlFault[] }>(worker);
  if (answer === null || answer.faults.length > 0) {
    await close();
    const message = `This YAML takes more than ${longestMs / 1000} s or 1 GiB to read: write it as JSON, or without anchors.`;
    return answer === null ? brokenSource(textFinding('TOO_LARGE', message, null)) : faultsOf(answer.faults);
  }
  const locate = async (paths: readonly Path[]): Promise<(Position | null)[]> => {
    worker.postMessage(paths);
    return (await answerOf<(Position | null)[]>(worker)) ?? paths.map(() => null);
  };
  return { values: answer.values, findings: [], locate, close };
}

/** What Node says where the signal came first, and where the memory was used up. */
const exhausted = new Set<unknown>(['ABORT_ERR', 'ERR_WORKER_OUT_OF_MEMORY']);

/** The worker's next message; null where it takes too long or runs out of memory. */
async function answerOf<T>(worker: Worker): Promise<T | null> {
  try {
    const [answer] = (await once(worker, 'message', { signal: AbortSignal.timeout(longestMs) })) as [T];
    return answer;
  } catch (error) {
    if (error instanceof Error && 'code' in error && exhausted.has(error.code)) return null;
    throw error;
  }
}
