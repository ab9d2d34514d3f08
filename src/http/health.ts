import type { FastifyInstance } from 'fastify';
import type { DataSource } from 'typeorm';
import type { Directory } from '../access/directory';
import type { Feed } from '../log/feed';
import { within } from './drain';

/** What is missing before this process can serve, one sentence each; none = it is ready. */
export type Readiness = () => Promise<string[]>;

const pingMilliseconds = 1000;
const open = { config: { open: true } };

/** `/health/live`: the process runs. `/health/ready`: it can read and write at this moment, else 503 with the reasons. */
export function serveHealth(app: FastifyInstance, readiness: Readiness): void {
  app.get('/health/live', open, () => ({ status: 'live' }));
  app.get('/health/ready', open, async (_request, reply) => {
    const reasons = await readiness();
    void reply.code(reasons.length === 0 ? 200 : 503);
    return reasons.length === 0 ? { status: 'ready' } : { status: 'not ready', reasons };
  });
}

/** Asks Postgres anew at each look: what it said a moment ago proves nothing. */
export function readinessOf(house: { records: DataSource; directory: Directory; feed: Feed }): Readiness {
  return async () => {
    const reasons: string[] = [];
    if (!(await answers(house.records))) reasons.push(`Postgres did not answer within ${pingMilliseconds} ms.`);
    if (house.directory.version < 0) reasons.push('The directory of principals is not read yet.');
    if (house.feed.answeredAt === 0) reasons.push('The heads of the logs are not read yet.');
    return reasons;
  };
}

async function answers(records: DataSource): Promise<boolean> {
  return within(pingMilliseconds, records.query('SELECT 1')).catch(() => false);
}
