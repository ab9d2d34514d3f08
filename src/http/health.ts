import type { FastifyInstance } from 'fastify';
import type { DataSource } from 'typeorm';
import type { Directory } from '../access/directory';
import type { Feed } from '../log/feed';
import type { Keeper } from '../board/keeper';
import { holdersOfHeads } from '../postgres/holders';
import { requestError } from '../view/errors';
import { viewerOf } from './door';
import { within } from './drain';

/** What is missing before this process can serve, one sentence each; none = it is ready. `troubles` are no reason not to serve. */
export type Readiness = () => Promise<{ reasons: string[]; troubles: string[] }>;

/** Whom an ADMIN has to ask about a trouble: names, which strangers are not told. */
export type Details = () => Promise<object>;

const pingMilliseconds = 1000;
const open = { config: { open: true } };

/** `/health/live`: the process runs. `/health/ready`: it can read and write at this moment, else 503 with the reasons. */
export function serveHealth(app: FastifyInstance, readiness: Readiness, details: Details): void {
  app.get('/health/live', open, () => ({ status: 'live' }));
  app.get('/health/ready', open, async (_request, reply) => {
    const { reasons, troubles } = await readiness();
    void reply.code(reasons.length === 0 ? 200 : 503);
    const told = troubles.length === 0 ? {} : { troubles };
    return reasons.length === 0 ? { status: 'ready', ...told } : { status: 'not ready', reasons, ...told };
  });
  app.get('/health/details', (request) => {
    const isAdmin = viewerOf(request).grants.some(({ role }) => role === 'ADMIN');
    if (!isAdmin) throw requestError('FORBIDDEN', 'The details are for an ADMIN.', { http: { status: 403 } });
    return details();
  });
}

/** Asks Postgres anew at each look: what it said a moment ago proves nothing. */
export function readinessOf(house: {
  records: DataSource;
  directory: Directory;
  feed: Feed;
  keeper: Keeper;
}): Readiness {
  return async () => {
    const reasons: string[] = [];
    if (!(await answers(house.records))) reasons.push(`Postgres did not answer within ${pingMilliseconds} ms.`);
    if (house.directory.version < 0) reasons.push('The directory of principals is not read yet.');
    if (house.feed.answeredAt === 0) reasons.push('The heads of the logs are not read yet.');
    const closed = house.keeper.closedOff.size;
    const troubles =
      closed === 0 ? [] : [`Incidents that are closed off, because their logs can't be read: ${closed}.`];
    return { reasons, troubles };
  };
}

/** Who holds heads of logs, and which incidents are closed off. */
export function detailsOf({ feed, keeper }: { feed: Feed; keeper: Keeper }): Details {
  return async () => ({
    holders: await holdersOfHeads(feed.pool),
    closedOff: [...keeper.closedOff.values()].map(({ incidentId, position }) => ({ incidentId, position })),
  });
}

async function answers(records: DataSource): Promise<boolean> {
  return within(pingMilliseconds, records.query('SELECT 1')).catch(() => false);
}
