import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { viewerHere } from '../../src/cli/visit';
import { type Config, readConfig } from '../../src/config';
import { openHouse } from '../../src/house';
import { openJournal } from '../../src/journal';
import { withClient } from '../../src/postgres/client';
import { launchPostgres } from '../../src/postgres/launch';
import { prepareDatabase } from '../../src/postgres/prepare';
import { timed } from '../table';
import { peerSchema } from './peer-tables';
import { type Shape, declareRecovery } from './recovery';

/** A Postgres with the incidents of a run in both forms, and how it is reached. */
export interface Ground {
  ownerUrl: string;
  appUrl: string;
  peerUrl: string;
  /** The owner's token of Blackstart. */
  token: string;
  config: Config;
  folder: string;
  postmaster: number;
  version: string;
  end(): Promise<void>;
}

/**
 * What an ordinary Postgres has, but for its upkeep: it is done between the rounds (see `settle`), so that it falls on none of
 * those that are measured.
 */
const settings = [
  'max_connections=120',
  'shared_buffers=512MB',
  'autovacuum=off',
  'checkpoint_timeout=1h',
  'max_wal_size=8GB',
];

/** The upkeep that Postgres would do by itself at some time. */
export async function settle({ ownerUrl }: Ground): Promise<void> {
  await withClient(ownerUrl, async (client) => {
    await client.query('VACUUM (ANALYZE)');
    await client.query('CHECKPOINT');
  });
}

/** Launches an embedded Postgres in a temporary folder, with the floor of Blackstart and nothing on it. */
export async function openGround(): Promise<Ground> {
  const folder = mkdtempSync(join(tmpdir(), 'blackstart-bench-'));
  const token = `bs_${randomBytes(32).toString('base64url')}`;
  const own = { BLACKSTART_DATA_DIR: folder, BLACKSTART_ADMIN_TOKEN: token, LOG_LEVEL: 'error', PORT: '0' };
  const postgres = await launchPostgres(readConfig(own), settings);
  const { appUrl } = await prepareDatabase(readConfig({ ...own, DATABASE_OWNER_URL: postgres.ownerUrl }));
  const urls = { DATABASE_OWNER_URL: postgres.ownerUrl, DATABASE_URL: appUrl };
  const config = readConfig({ ...own, ...urls });
  const postmaster = Number(readFileSync(join(folder, 'postgres/files/postmaster.pid'), 'utf8').split('\n')[0]);
  const version = await withClient(postgres.ownerUrl, async (client) => {
    const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
    return rows[0]?.server_version ?? '';
  });
  const end = async () => {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  const peerUrl = new URL(postgres.ownerUrl);
  return {
    ownerUrl: postgres.ownerUrl,
    appUrl,
    peerUrl: peerUrl.toString(),
    token,
    config,
    folder,
    postmaster,
    version,
    end,
  };
}

/** Declares incidents on a ground, by the commands themselves. */
export async function declareAll(ground: Ground, shapes: readonly Shape[]): Promise<void> {
  const house = await openHouse(ground.config, openJournal(ground.config));
  try {
    const context = { ledger: house.ledger, actor: viewerHere(house, ground.config) };
    for (const shape of shapes) {
      const [, took] = await timed(() => declareRecovery(context, shape));
      process.stderr.write(`declared ${shape.key} of ${shape.systems} systems in ${(took / 1000).toFixed(1)} s\n`);
    }
  } finally {
    await house.close();
  }
}

/** Copies what the incidents hold by now into the peers' tables. */
export async function copyForPeers(ground: Ground): Promise<Ground> {
  const password = randomBytes(18).toString('base64url');
  await withClient(ground.ownerUrl, async (client) => {
    for (const statements of peerSchema(password)) await client.query(statements);
  });
  const url = new URL(ground.ownerUrl);
  url.username = 'peer_login';
  url.password = password;
  return { ...ground, peerUrl: url.toString() };
}
