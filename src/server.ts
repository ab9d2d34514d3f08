import type { AddressInfo } from 'node:net';
import type { GlassAttempt } from './access/break-glass';
import type { Config } from './config';
import { Signing } from './evidence/signing';
import { openPipeline } from './graphql/pipeline';
import { makeSchema } from './graphql/schema';
import { Together } from './graphql/together';
import type { House } from './house';
import { openApp } from './http/app';
import { within } from './http/drain';
import { detailsOf, readinessOf } from './http/health';
import { KeptAnswers } from './http/kept-answers';
import { openMetrics } from './http/metrics';
import { openRates } from './http/rates';
import { Seats } from './http/seats';
import { openSockets } from './http/sockets';
import { openStreams } from './http/streams';
import type { Journal } from './journal';

export interface RunningServer {
  readonly url: string;
  /** Lets nobody in any more, ends the sockets, and waits some seconds for the requests under way. */
  close(): Promise<void>;
}

const longestRequests = 6000;
const longestSigning = 1500;

/** Serves a house on the configured address; throws one sentence for a person when that is taken. */
export async function startServer(house: House, config: Config, journal: Journal): Promise<RunningServer> {
  const { directory } = house;
  const { limits, allowedOrigins } = config;
  const metrics = openMetrics(() => house.keeper.closedOff.size);
  const rates = openRates(limits);
  const seats = new Seats(limits.connectionsPerPrincipal);
  const pipeline = openPipeline({
    ...{ schema: makeSchema(), limits, tally: metrics, log: journal },
    authenticate: (bearer) => house.admit(bearer),
    context: (viewer, signal) => house.context(viewer, signal),
    fragmentBytes: Math.ceil(limits.keptBytes / 4),
  });
  const readiness = readinessOf(house);
  const breakGlass = {
    enter: (attempt: GlassAttempt) => house.breakGlass.enter(attempt),
    mostAttempts: limits.breakGlassAttempts,
  };
  const kept = new KeptAnswers({ keeper: house.keeper, directory, bytes: limits.keptBytes });
  const details = detailsOf(house);
  const parts = { pipeline, metrics, rates, kept, readiness, details, breakGlass, limits, allowedOrigins };
  const app = await openApp({ ...parts, log: journal });
  const together = new Together({ pipeline, directory, feed: house.feed });
  const streams = openStreams(app, { pipeline, directory, together, seats, allowedOrigins });
  const sockets = openSockets(app.server, { pipeline, directory, together, rates, seats, allowedOrigins, limits });
  const { checkpoints, dataDir } = config;
  const signing = checkpoints && new Signing({ reader: house.ledger.pool, checkpoints, dataDir, journal });
  const close = async () => {
    streams.close();
    await sockets.close();
    const drained = await within(longestRequests, app.close());
    if (!drained) app.server.closeAllConnections();
    if (signing) await within(longestSigning, signing.close());
  };
  try {
    await app.listen({ port: config.port, host: config.host });
  } catch (error) {
    await close();
    throw isTaken(error)
      ? new Error(`Port ${config.port} of ${config.host} is taken: set PORT to another one.`)
      : error;
  }
  signing?.start();
  house.issuerKeys?.start();
  return { url: urlOf(app.server.address() as AddressInfo), close };
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

function urlOf({ address, family, port }: AddressInfo): string {
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
