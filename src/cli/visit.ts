import { ownerSecret } from '../access/owner';
import type { Viewer } from '../access/directory';
import type { Config } from '../config';
import { type House, openHouse } from '../house';
import type { Journal } from '../journal';

/** Does a piece of work on the database as the owner of this machine's token, without serving. */
export async function visit<T>(
  config: Config,
  journal: Journal,
  work: (house: House, viewer: Viewer) => Promise<T>,
): Promise<T> {
  const house = await openHouse(config, journal);
  try {
    return await work(house, viewerHere(house, config));
  } finally {
    await house.close();
  }
}

/** Who works on this machine; throws one sentence when its token is missing or has ended. */
export function viewerHere(house: House, config: Config): Viewer {
  const secret = ownerSecret(config);
  const viewer = secret === null ? null : house.authenticate(secret);
  if (viewer) return viewer;
  const where = `${config.dataDir}/owner-token`;
  throw new Error(`A valid token is needed: set BLACKSTART_ADMIN_TOKEN, or keep one in ${where}.`);
}
