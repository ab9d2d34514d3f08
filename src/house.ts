import { join } from 'node:path';
import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { Directory, type Viewer } from './access/directory';
import { BreakGlass } from './access/break-glass';
import { ClaimedGrants } from './access/claims.mapping';
import { IssuerKeys } from './access/issuer.keys';
import { LastUse } from './access/last-use';
import { Logins } from './access/logins';
import { ensureOwner } from './access/owner';
import { Keeper } from './board/keeper';
import type { TableShapes } from './board/load';
import type { Config } from './config';
import { within } from './http/drain';
import type { Journal } from './journal';
import { loadWith } from './log/loading';
import { DatabaseClock } from './log/clock';
import { tellExpired } from './log/expiry';
import { Feed } from './log/feed';
import { type Ledger, openLedger } from './log/ledger';
import { readEvents } from './log/read';
import { Forecaster } from './planning/forecaster';
import { withClient } from './postgres/client';
import { exposures } from './postgres/exposure';
import { holdersOfHeads } from './postgres/holders';
import { openPool } from './postgres/pool';
import { type PreparedDatabase, prepareDatabase } from './postgres/prepare';
import { refuseToServe } from './postgres/guards';
import { openRecords, shapesOf } from './records';
import { ObjectBudget } from './view/budget';
import { type RequestContext, requestContext } from './view/context';

/** Everything that one process opens on its database, whether or not it serves. */
export interface House {
  readonly directory: Directory;
  readonly forecaster: Forecaster;
  readonly records: DataSource;
  readonly keeper: Keeper;
  readonly feed: Feed;
  readonly ledger: Ledger;
  /** The owner's secret, when this start made it up. */
  readonly newOwnerSecret: string | null;
  /** The viewer of a token that was made here; its use is noted. */
  authenticate(secret: string): Viewer | null;
  /** The viewer of any bearer token, the issuer's too. */
  admit(bearer: string): Promise<Viewer | null> | Viewer | null;
  /** The keys of the issuer of logins, where there is one: whoever serves has them fetched. */
  readonly issuerKeys: IssuerKeys | null;
  /** The way in for people while the issuer is away. */
  readonly breakGlass: BreakGlass;
  context(viewer: Viewer, signal?: AbortSignal): RequestContext;
  close(): Promise<void>;
}

/** How many systems the boards in memory may have together: three incidents of the largest size. */
const mostSystems = 300_000;
/** How long a process may not know of a revocation: open sockets have to close soon, however rarely it polls the logs. */
const longestUnawareness = 1000;
const longestClose = 1500;
const longestStop = 5000;

/** Opens the database and all that lives on it; throws one sentence for a person when it can't. */
export async function openHouse(config: Config, journal: Journal): Promise<House> {
  const database = await prepareDatabase(config);
  const opened: (() => Promise<unknown> | void)[] = [];
  const close = async () => {
    for (const end of opened.splice(0).reverse()) await within(longestClose, Promise.resolve(end()));
    await within(longestStop, database.stop());
  };
  try {
    const pools = openPools(database.appUrl, config);
    opened.push(() => Promise.all([pools.pool.end(), pools.patientPool.end()]));
    await refuseBrokenFloor(database.appUrl);
    await tellOpenDoors(database, journal);
    const records = await openRecords(database.appUrl, config);
    opened.push(() => records.destroy());
    const clock = new DatabaseClock();
    const keeper = openKeeper(pools, shapesOf(records), clock);
    keeper.onClosed = (err) => journal.error({ err, incident: err.incidentId }, 'an incident is closed off');
    const listenUrl = config.listen ? database.appUrl : null;
    const onError = (err: unknown) => journal.warn({ err }, 'the feed could not look at the log');
    const feed = new Feed({ ...pools, keeper, clock, listenUrl, pollMilliseconds: config.pollMilliseconds, onError });
    await feed.start();
    opened.push(() => feed.stop());
    const ledger = openLedger({ ...pools, keeper, feed, clock });
    ledger.onBusy = () => void tellHolders(pools.pool, journal);
    feed.onPoll = () => tellExpired(ledger).catch(onError);
    const onDirectory = (err: unknown) => journal.warn({ err }, 'the directory could not be looked at');
    const directory = new Directory(records, clock, onDirectory);
    const lastUse = new LastUse(records, (err) =>
      journal.warn({ err }, 'the last uses of tokens could not be written'),
    );
    opened.push(
      () => lastUse.close(),
      () => directory.close(),
    );
    await directory.reload();
    const newOwnerSecret = await ensureOwner({ directory, records }, config);
    directory.follow(Math.min(config.pollMilliseconds, longestUnawareness));
    const forecaster = new Forecaster(config.planningThreads);
    opened.push(() => forecaster.close());
    keeper.onPlan = (board) => void forecaster.prepare(board).catch(onError);
    const parts = { ledger, keeper, feed, directory, forecaster, records };
    const { issuerKeys, logins } = openLogins(parts, config, journal);
    opened.push(() => issuerKeys?.close());
    const authenticate = (secret: string) => {
      const viewer = directory.authenticate(secret);
      if (viewer?.tokenId) lastUse.note(viewer.tokenId);
      return viewer;
    };
    return {
      ...parts,
      newOwnerSecret,
      authenticate,
      admit: (bearer) => authenticate(bearer) ?? logins?.enter(bearer) ?? null,
      issuerKeys,
      breakGlass: openBreakGlass(parts, journal),
      context: (viewer, signal) => {
        const budget = new ObjectBudget(config.limits.objectBudget);
        return requestContext({ ...parts, viewer, budget, ...(signal && { signal }) });
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

interface LoginHouse {
  directory: Directory;
  records: DataSource;
  keeper: Keeper;
}

function openLogins({ directory, records, keeper }: LoginHouse, config: Config, journal: Journal) {
  if (!config.oidc) return { issuerKeys: null, logins: null };
  const { issuer, audience, mapping } = config.oidc;
  const file = join(config.dataDir, 'oidc-keys.json');
  const onError = (err: unknown) => journal.warn({ err }, 'the keys of the issuer could not be renewed');
  const issuerKeys = new IssuerKeys({ issuer, file, now: () => directory.now(), onError });
  const claimed = new ClaimedGrants(mapping, keeper);
  const rules = { issuer, audience };
  return { issuerKeys, logins: new Logins({ rules, keys: issuerKeys, claimed, directory, records }) };
}

function openBreakGlass({ directory, records }: LoginHouse, journal: Journal): BreakGlass {
  const onUse = (what: object) => journal.warn(what, 'a break-glass account was used or closed');
  const onError = (err: unknown) => journal.warn({ err }, 'the access log could not be written to');
  return new BreakGlass({ directory, records, onUse, onError });
}

async function refuseBrokenFloor(url: string): Promise<void> {
  const faults = await withClient(url, (client) => refuseToServe(client));
  if (faults.length > 0) throw new Error(`This database does not guard the rules. ${faults.join(' ')}`);
}

/** One line each for what was put right and for what stands open: no reason to be away while somebody recovers. */
async function tellOpenDoors({ appUrl, mended }: PreparedDatabase, journal: Journal): Promise<void> {
  if (mended.length > 0) journal.warn({ mended }, "settings of the application's role were put right");
  const open = await withClient(appUrl, exposures);
  if (open.length > 0) journal.warn({ open }, 'rights around the tables stand open');
}

/** Who keeps others from writing, in the log; that can be asked even while the heads are locked. */
async function tellHolders(pool: Pool, journal: Journal): Promise<void> {
  const holders = await holdersOfHeads(pool).catch(() => []); // a database that is away is told by who met it
  if (holders.length > 0) journal.warn({ holders }, 'a command found the head of its incident held');
}

interface Pools {
  pool: Pool;
  patientPool: Pool;
}

function openPools(url: string, config: Config): Pools {
  return { pool: openPool(url, config), patientPool: openPool(url, config, 'patient') };
}

function openKeeper({ pool, patientPool }: Pools, shapes: TableShapes, clock: DatabaseClock): Keeper {
  return new Keeper({
    load: async (incidentId) => {
      await pool.query('SELECT 1'); // a database that is away is noticed by the quick pool, not after minutes
      const board = await loadWith(patientPool, shapes, incidentId);
      if (board) await readEvents(pool, incidentId, board.position - 1, 1); // a log whose end can't be read is not gone on with
      return board;
    },
    lookUp: async (key) => {
      const text = 'SELECT incident_id FROM blackstart.incident WHERE key = $1';
      const { rows } = await pool.query<{ incident_id: string }>(text, [key]);
      return rows[0]?.incident_id ?? null;
    },
    now: () => clock.now(),
    mostSystems,
  });
}
