import type { Config } from '../config';
import type { Journal } from '../journal';
import { type House, openHouse } from '../house';
import { startServer } from '../server';

const longestDrain = 9500;

/** Serves until SIGTERM or SIGINT, then drains; resolves with the exit code. */
export async function serve(config: Config, journal: Journal): Promise<number> {
  return serveHouse(await openHouse(config, journal), config, journal);
}

/** The same for a house that is open already. */
export async function serveHouse(
  house: House,
  config: Config,
  journal: Journal,
  onReady: (url: string) => void = () => undefined,
): Promise<number> {
  const server = await startServer(house, config, journal).catch(async (error: unknown) => {
    await house.close();
    throw error;
  });
  announce(server.url, house.newOwnerSecret, config);
  onReady(server.url);
  await stopSignal();
  const late = setTimeout(() => process.exit(1), longestDrain);
  await server.close();
  await house.close();
  clearTimeout(late);
  return 0;
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
}

function announce(url: string, ownerSecret: string | null, config: Config): void {
  const lines = [`Blackstart is ready at ${url}`, `GraphQL: ${url}/graphql`];
  if (ownerSecret !== null) {
    lines.push(`The owner's token, shown this once and kept in ${config.dataDir}/owner-token:`, `  ${ownerSecret}`);
  }
  process.stdout.write(`${lines.join('\n')}\n`);
}
