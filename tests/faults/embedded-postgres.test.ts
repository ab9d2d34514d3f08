import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { type Config, readConfig } from '../../src/config';
import { NOBODY, isRoot } from '../../src/postgres/binaries';
import { withClient } from '../../src/postgres/client';
import { type RunningPostgres, launchPostgres } from '../../src/postgres/launch';
import { prepareDatabase } from '../../src/postgres/prepare';
import { eventually } from '../support/eventually';

const FAST = ['fsync=off'];

describe('the embedded Postgres', () => {
  let folder: string;
  let config: Config;
  let running: RunningPostgres[];

  beforeEach(() => {
    running = [];
  });

  const stopAll = async () => {
    for (const postgres of running.splice(0)) await postgres.stop();
  };
  afterEach(stopAll);

  function makeFolder(): void {
    folder = mkdtempSync(join(tmpdir(), 'blackstart-launch-'));
    chmodSync(folder, 0o755);
    config = { ...readConfig({}), dataDir: join(folder, 'data') };
  }

  async function removeFolder(): Promise<void> {
    await stopAll();
    rmSync(folder, { recursive: true, force: true });
  }

  const pidFile = () => join(config.dataDir, 'postgres', 'files', 'postmaster.pid');
  const postmaster = () => Number(readFileSync(pidFile(), 'utf8').split('\n')[0]);
  const one = (url: string) => withClient(url, (client) => client.query('SELECT 1 AS one'));

  async function launch(): Promise<RunningPostgres> {
    const postgres = await launchPostgres(config, FAST);
    running.push(postgres);
    return postgres;
  }

  describe('in one folder, which is empty at first', () => {
    beforeAll(makeFolder);
    afterAll(removeFolder);

    it('starts in an empty folder, and keeps its files to itself', async () => {
      const postgres = await launch();
      expect((await one(postgres.ownerUrl)).rows).toEqual([{ one: 1 }]);
      const open = (path: string) => statSync(join(config.dataDir, path)).mode & 0o007;
      expect(['', 'postgres', 'postgres/files', 'postgres/password'].map(open)).toEqual([0, 0, 0, 0]);
      expect(new URL(postgres.ownerUrl).hostname).toBe('127.0.0.1');
    });

    it('is joined by a second launch, and only the first ends it', async () => {
      const first = await launch();
      const second = await launch();
      expect(second.ownerUrl).toBe(first.ownerUrl);
      await second.stop();
      expect((await one(first.ownerUrl)).rowCount).toBe(1);
      await first.stop();
      expect(existsSync(pidFile())).toBe(false);
    });

    it('is not ended while another session is open', async () => {
      const first = await launch();
      await withClient(first.ownerUrl, async (client) => {
        await first.stop();
        expect((await client.query('SELECT 1')).rowCount).toBe(1);
      });
    });

    it('starts again with its rows after its postmaster was killed', async () => {
      const before = await launch();
      await withClient(before.ownerUrl, (client) => client.query('CREATE TABLE kept AS SELECT 7 AS seven'));
      const killed = postmaster();
      process.kill(killed, 'SIGKILL');
      await eventually(async () => (await one(before.ownerUrl).catch(() => true)) === true || undefined, 'the end');
      const after = await launch();
      expect(postmaster()).not.toBe(killed);
      expect(after.ownerUrl).toBe(before.ownerUrl);
      const found = await withClient(after.ownerUrl, (client) => client.query('SELECT seven FROM kept'));
      expect(found.rows).toEqual([{ seven: 7 }]);
    });

    it('says what its log says when it cannot start', async () => {
      await (await launch()).stop();
      await expect(launchPostgres(config, ['no_such_setting=1'])).rejects.toThrow('no_such_setting');
    });

    it('gives the application a role without power, and processes that prepare it at once agree on its password', async () => {
      running.push(await launchPostgres(config, FAST));
      const prepared = await Promise.all([prepareDatabase(config), prepareDatabase(config)]);
      expect(prepared[0].appUrl).toBe(prepared[1].appUrl);
      await withClient(prepared[0].appUrl, async (client) => {
        const role = await client.query('SELECT rolsuper, rolcreaterole FROM pg_roles WHERE rolname = current_user');
        expect(role.rows).toEqual([{ rolsuper: false, rolcreaterole: false }]);
        await expect(client.query('CREATE TEMP TABLE shadow ()')).rejects.toMatchObject({ code: '42501' });
        await expect(client.query('CREATE TABLE public.own ()')).rejects.toMatchObject({ code: '42501' });
      });
    });
  });

  describe('in a folder of its own', () => {
    beforeEach(makeFolder);
    afterEach(removeFolder);

    it('is started once by two launches at the same moment in an empty folder', async () => {
      const [first, second] = await Promise.all([launch(), launch()]);
      expect(second.ownerUrl).toBe(first.ownerUrl);
    });

    if (isRoot()) {
      it('moves to where the account that runs it may go, when root keeps everything in a closed folder', async () => {
        chmodSync(folder, 0o700);
        const postgres = await launch();
        const shown = await withClient(postgres.ownerUrl, (client) => client.query('SHOW data_directory'));
        const moved = dirname(dirname(shown.rows[0].data_directory));
        await postgres.stop();
        rmSync(moved, { recursive: true, force: true });
        expect(dirname(moved)).toBe('/var/lib/blackstart');
      });

      it('starts without root, for a user in a folder of his own', () => {
        chownSync(folder, NOBODY, NOBODY);
        const launcher = resolve(__dirname, '../../dist/src/postgres/launch.js');
        const script = `require(${JSON.stringify(launcher)}).launchPostgres(${JSON.stringify(config)}).then((p) => p.stop())`;
        const options = { uid: NOBODY, gid: NOBODY, cwd: folder, encoding: 'utf8' as const };
        const ran = spawnSync(process.execPath, ['-e', script], options);
        expect({ status: ran.status, errors: ran.stderr }).toEqual({ status: 0, errors: '' });
        expect(statSync(config.dataDir)).toMatchObject({ uid: NOBODY, mode: 0o40700 });
      });
    }
  });
});
