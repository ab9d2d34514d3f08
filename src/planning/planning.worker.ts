import { parentPort } from 'node:worker_threads';
import { type Task, doTask } from './tasks';

parentPort?.on('message', (task: Task) => parentPort?.postMessage(doTask(task)));
