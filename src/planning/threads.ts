import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type Task, doTask } from './tasks';

// The compiled program has its worker beside it; where TypeScript runs unbuilt, the same function runs in this thread.
const workerFile = join(__dirname, 'planning.worker.js');
const resourceLimits = { maxOldGenerationSizeMb: 1024 };

interface Waiting {
  task: Task;
  resolve: (answer: Int32Array | null) => void;
  reject: (error: unknown) => void;
}

/** A few worker threads that take tasks in the order in which they come; started when first needed. */
export class Threads {
  private readonly idle: Worker[] = [];
  private readonly all = new Set<Worker>();
  private readonly waiting: Waiting[] = [];

  constructor(readonly count: number) {}

  /** Does a task in the next free thread; rejects when the thread dies of it. */
  run(task: Task): Promise<Int32Array | null> {
    if (!existsSync(workerFile)) return Promise.resolve().then(() => doTask(task));
    return new Promise((resolve, reject) => {
      this.waiting.push({ task, resolve, reject });
      this.dispatch();
    });
  }

  /** Ends all threads; what they were doing is rejected. */
  async close(): Promise<void> {
    await Promise.all([...this.all].map((worker) => worker.terminate()));
  }

  private dispatch(): void {
    while (this.waiting.length > 0) {
      const worker = this.idle.pop() ?? this.start();
      if (!worker) return;
      void this.work(worker, this.waiting.shift() as Waiting);
    }
  }

  private start(): Worker | null {
    if (this.all.size >= this.count) return null;
    const worker = new Worker(workerFile, { resourceLimits });
    worker.unref(); // an idle one keeps no process alive
    this.all.add(worker);
    worker.once('exit', () => this.forget(worker));
    return worker;
  }

  private forget(worker: Worker): void {
    this.all.delete(worker);
    const at = this.idle.indexOf(worker);
    if (at !== -1) this.idle.splice(at, 1);
  }

  private async work(worker: Worker, { task, resolve, reject }: Waiting): Promise<void> {
    const ended = new AbortController();
    const onExit = (): void => ended.abort();
    worker.once('exit', onExit);
    worker.ref();
    try {
      const answer = once(worker, 'message', { signal: ended.signal });
      worker.postMessage(task);
      resolve(((await answer) as [Int32Array | null])[0]);
      this.idle.push(worker);
    } catch (error) {
      this.forget(worker);
      reject(error);
    } finally {
      worker.unref();
      worker.off('exit', onExit);
      this.dispatch();
    }
  }
}
