import { parentPort, workerData } from 'node:worker_threads';
import type { Path } from './position';
import { parseYaml } from './yaml.parsing';

/** What the worker is started with. */
export interface YamlTask {
  text: string;
  many: boolean;
}

// First the values; then, for each list of paths, their places, until the reader has all that it wants.
const { text, many } = workerData as YamlTask;
const { values, faults, locate } = parseYaml(text, many);
parentPort?.postMessage({ values, faults });
parentPort?.on('message', (paths: Path[]) => parentPort?.postMessage(locate(paths)));
