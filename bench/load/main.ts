import { type Ask, type Drip, type Repeat, type Steps, ask, drip, repeat, steps } from './http.load';
import { type SocketJob, socketJob } from './socket.load';

/** The load comes from a process of its own: what it costs is not counted with what it measures. */
export type Job = Repeat | Steps | Drip | Ask | SocketJob;

const work = (job: Job): Promise<unknown> => {
  if (job.kind === 'REPEAT') return repeat(job);
  if (job.kind === 'STEPS') return steps(job);
  if (job.kind === 'DRIP') return drip(job);
  return job.kind === 'ASK' ? ask(job) : socketJob(job);
};

process.on('message', ({ id, job }: { id: number; job: Job }) => {
  work(job).then(
    (answer) => process.send?.({ id, answer }),
    (error: unknown) => process.send?.({ id, error: error instanceof Error ? error.message : String(error) }),
  );
});
