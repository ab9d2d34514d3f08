import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withClient } from '../../src/postgres/client';
import { sampleFile } from '../../src/plans/sample';
import { runCli } from '../support/cli';
import { type TestDatabase, createDatabase } from '../support/database';
import { mutate, refuseRefusals } from '../support/desk';
import { eventually } from '../support/eventually';
import { type RunningServer, startServer } from '../support/process';
import { declare } from '../support/racing';

let database: TestDatabase;
let folder: string;
let env: Record<string, string>;
let servers: RunningServer[];

beforeEach(async () => {
  database = await createDatabase();
  folder = mkdtempSync(join(tmpdir(), 'blackstart-evidence-'));
  env = { ...database.env, BLACKSTART_DATA_DIR: join(folder, 'data') };
  servers = [];
});
afterEach(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

const token = `bs_${'e'.repeat(43)}`;
const checkpoints = () => join(folder, 'data/checkpoints');
const elsewhere = () => join(folder, 'elsewhere');

async function start(settings: Record<string, string> = {}, first?: string): Promise<RunningServer> {
  const server = await startServer({ ...env, BLACKSTART_ADMIN_TOKEN: token, ...settings }, first);
  servers.push(server);
  return server;
}

const linesIn = (path: string) =>
  readdirSync(path)
    .filter((name) => name.endsWith('.jsonl'))
    .flatMap((name) => readFileSync(join(path, name), 'utf8').split(/(?<=\n)/));

/** Waits until so many whole checkpoints are in a folder. */
const whole = (path: string, count: number) =>
  eventually(() => {
    const lines = existsSync(path) ? linesIn(path).filter((line) => line.endsWith('\n')) : [];
    return lines.length >= count ? lines : undefined;
  }, `${count} checkpoints in ${path}`);

const systems = [{ key: 'a' }];
const isReady = async ({ url }: RunningServer) => (await fetch(`${url}/health/ready`)).status === 200;

async function hold(server: RunningServer, incident: string, count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    const input = { incident, reason: `hold ${n}` };
    refuseRefusals([await mutate(server, 'placeHold', 'PlaceHoldInput', input, '{ userErrors { code message } }')]);
  }
}

/** What an owner of the tables does who wants an event to say something else, and knows how. */
async function rewrite(incident: string, position: number): Promise<void> {
  await withClient(database.ownerUrl, async (client) => {
    await client.query('ALTER TABLE blackstart.event DISABLE TRIGGER ALL');
    await client.query('ALTER TABLE blackstart.incident_head DISABLE TRIGGER ALL');
    await client.query(
      `UPDATE blackstart.event SET text = replace(text, 'hold ', 'HOLD ') WHERE incident_id = $1 AND position = $2`,
      [incident, position],
    );
    const rehash = `DO $$ DECLARE one record; previous text := repeat('0', 64); BEGIN
      FOR one IN SELECT * FROM blackstart.event WHERE incident_id = '${incident}' ORDER BY position LOOP
        UPDATE blackstart.event SET previous_hash = previous,
            hash = encode(sha256(convert_to(previous || one.text, 'UTF8')), 'hex')
          WHERE incident_id = one.incident_id AND position = one.position RETURNING hash INTO previous;
      END LOOP;
      UPDATE blackstart.incident_head SET log_head = previous WHERE incident_id = '${incident}';
    END $$`;
    await client.query(rehash);
  });
}

describe('verify-log and export-log', () => {
  test('a log is sound in the database and as an export, and its checkpoints vouch for all of it', async () => {
    const server = await start();
    const signedIn = { ...env, BLACKSTART_ADMIN_TOKEN: token };
    expect((await runCli(['import', sampleFile, '--mode', 'EXERCISE'], signedIn)).code).toBe(0);
    await hold(server, 'albion-2025', 3);
    await server.stop();

    const checked = await runCli(['verify-log', '--checkpoints', checkpoints()], env);
    expect(checked.stdout).toBe('albion-2025: sound, 4 events, signed up to position 4 of 4\naccess log: sound\n');
    expect(checked).toMatchObject({ code: 0, stderr: expect.stringContaining('The keys beside the checkpoints') });

    const file = join(folder, 'log.jsonl');
    const exported = await runCli(['export-log', '--incident', 'albion-2025', '--out', file], env);
    expect(exported).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(readFileSync(file, 'utf8').split('\n').length).toBeGreaterThan(6); // a head, four events, the plan beside the first
    expect((await runCli(['export-log', '--incident', 'albion-2025'], env)).stdout).toBe(readFileSync(file, 'utf8'));

    const key = await runCli(['checkpoint-key'], env);
    writeFileSync(join(folder, 'key.pem'), key.stdout);
    const trusted = ['--checkpoints', checkpoints(), '--public-key', join(folder, 'key.pem')];
    const nowhere = { DATABASE_URL: 'postgres://nobody:x@127.0.0.1:1/none' };
    expect(await runCli(['verify-log', '--file', file, ...trusted], nowhere)).toEqual({
      code: 0,
      stdout: `${file}: sound, 4 events, signed up to position 4 of 4\n`,
      stderr: '',
    });
    const again = await runCli(['export-log', '--incident', 'albion-2025', '--out', file], env);
    expect(again).toEqual({ code: 1, stdout: '', stderr: `blackstart: ${file} is there already.\n` });
  });

  test('what the owner of the tables has done is told, where the server no longer starts', async () => {
    const server = await start();
    const incident = await declare(server, 'tampered', systems);
    await declare(server, 'untouched', systems);
    await hold(server, incident, 4);
    await server.stop();
    await rewrite(incident, 3);

    expect(await runCli(['verify-log'], env)).toMatchObject({ code: 0 });
    const { code, stdout, stderr } = await runCli(['verify-log', '--checkpoints', checkpoints()], env);
    expect(code).toBe(1);
    expect(stdout).toContain('tampered: NOT SOUND (');
    expect(stdout).toContain('untouched: sound, 1 events, signed up to position 1 of 1\n');
    expect(stderr).toMatch(/^tampered: Event 5 has another hash than the one signed at .* \(line \d+ of checkpoints-/m);
    expect((await runCli(['serve'], { ...env, PORT: '0' })).stderr).toContain('does not guard the rules');
    const one = await runCli(['verify-log', '--incident', 'untouched', '--checkpoints', checkpoints()], env);
    expect(one.code).toBe(0);
  });

  test('a grant that its owner gave behind the access log is told', async () => {
    await (await start()).stop();
    await withClient(database.ownerUrl, async (client) => {
      await client.query('ALTER TABLE blackstart.principal DISABLE TRIGGER ALL');
      await client.query(`UPDATE blackstart.principal SET name = 'somebody else' WHERE handle = 'owner'`);
    });
    const { code, stdout, stderr } = await runCli(['verify-log'], env);
    expect({ code, stdout }).toEqual({ code: 1, stdout: 'There is no incident.\naccess log: NOT SOUND (1)\n' });
    expect(stderr).toMatch(/^access log: .*owner/);
  });

  test('an incident that is gone with its log is missed', async () => {
    const server = await start();
    const incident = await declare(server, 'gone', systems);
    await server.stop();
    await withClient(database.ownerUrl, async (client) => {
      await client.query(`SET session_replication_role = replica`);
      for (const table of ['event_rows', 'event', 'incident_head', 'system', 'incident']) {
        await client.query(`ALTER TABLE blackstart.${table} DISABLE TRIGGER ALL`);
        await client.query(`DELETE FROM blackstart.${table} WHERE incident_id = $1`, [incident]);
      }
    });
    expect(await runCli(['verify-log'], env)).toMatchObject({
      code: 0,
      stdout: 'There is no incident.\naccess log: sound\n',
    });
    const { code, stderr } = await runCli(['verify-log', '--checkpoints', checkpoints()], env);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining(`${incident}: There is no log, although event 1 was signed at`),
    });
  });

  test('the application’s role is enough to look, and told when rows are hidden from it', async () => {
    const server = await start();
    await declare(server, 'hidden', systems);
    await server.stop();
    const alone = { ...env, DATABASE_URL: database.appUrl, DATABASE_OWNER_URL: '' };
    const all = { code: 0, stdout: 'hidden: sound, 1 events\naccess log: sound\n', stderr: '' };
    expect(await runCli(['verify-log'], alone)).toEqual(all);
    await withClient(database.ownerUrl, (client) =>
      client.query('ALTER TABLE blackstart.event ENABLE ROW LEVEL SECURITY'),
    );
    const hidden = { code: 1, stdout: '', stderr: expect.stringContaining('row-level security') };
    expect(await runCli(['verify-log'], alone)).toEqual(hidden);
    expect(await runCli(['verify-log'], env)).toEqual(all);
  });

  test('what cannot be read is told in one sentence', async () => {
    const refused = async (...args: string[]) => {
      const { code, stdout, stderr } = await runCli(args, env);
      expect({ code, stdout, lines: stderr.split('\n').length }).toEqual({ code: 1, stdout: '', lines: 2 });
      return stderr;
    };
    expect(await refused('verify-log', '--incident', 'none')).toContain('There is no incident none.');
    expect(await refused('export-log', '--incident', 'none')).toContain('There is no incident none.');
    expect(await refused('verify-log', '--file', sampleFile)).toContain('is no export of a log');
    expect(await refused('verify-log', '--file', join(folder, 'none'))).toContain('ENOENT');
    expect(await refused('verify-log', '--checkpoints', join(folder, 'none'))).toContain('ENOENT');
    expect(await refused('verify-log', '--public-key', sampleFile)).toContain('--checkpoints');
  });
});

describe('a server that signs checkpoints', () => {
  test('shares a folder with another one', async () => {
    mkdirSync(elsewhere());
    const settings = { BLACKSTART_CHECKPOINT_DIR: elsewhere() };
    const [one, other] = [await start(settings), await start({ ...settings, BLACKSTART_DATA_DIR: join(folder, 'b') })];
    const incident = await declare(one, 'shared', systems);
    await hold(other, incident, 3);
    await Promise.all([one.stop(), other.stop()]);
    const { code, stdout } = await runCli(['verify-log', '--checkpoints', elsewhere()], env);
    const said = 'shared: sound, 4 events, signed up to position 4 of 4\naccess log: sound\n';
    expect({ code, stdout }).toEqual({ code: 0, stdout: said });
    expect(readdirSync(elsewhere()).filter((name) => name.startsWith('key-'))).toHaveLength(2);
    expect(existsSync(checkpoints())).toBe(false);
  });

  test('warns once of a folder that is not there, is ready without it, and goes on when it comes', async () => {
    const server = await start({ BLACKSTART_CHECKPOINT_DIR: elsewhere() });
    const incident = await declare(server, 'away', systems);
    const warnings = () => server.output().split('No checkpoint can be written').length - 1;
    await eventually(() => warnings() || undefined, 'the warning');
    expect(await isReady(server)).toBe(true);
    await hold(server, incident, 2);
    expect(existsSync(elsewhere())).toBe(false);
    mkdirSync(elsewhere());
    await whole(elsewhere(), 1);
    await eventually(() => server.output().includes('written again') || undefined, 'the all-clear');
    expect(warnings()).toBe(1);
    await server.stop();
    expect((await runCli(['verify-log', '--checkpoints', elsewhere()], env)).code).toBe(0);
  });

  // Every file may be 512 bytes long: the second line of each is torn, as on a full disk.
  test('warns when the disk is full, is ready all the same, and begins another file', async () => {
    const server = await start({}, 'ulimit -f 1');
    await declare(server, 'first', systems);
    await whole(checkpoints(), 1);
    const incident = await declare(server, 'second', systems);
    await eventually(() => server.output().includes('EFBIG') || undefined, 'the warning');
    await whole(checkpoints(), 2);
    expect(await isReady(server)).toBe(true);
    await hold(server, incident, 2);
    await server.stop();
    expect(linesIn(checkpoints()).some((line) => !line.endsWith('\n'))).toBe(true);
    const { code, stdout, stderr } = await runCli(['verify-log', '--checkpoints', checkpoints()], env);
    expect(stderr).toContain('is torn');
    expect(stdout).toContain('second: sound, 3 events, signed up to position ');
    expect(code).toBe(0);
  });

  test('leaves it when told to', async () => {
    const server = await start({ BLACKSTART_CHECKPOINT_DIR: 'off' });
    await declare(server, 'unsigned', systems);
    await server.stop();
    expect(existsSync(checkpoints())).toBe(false);
    mkdirSync(checkpoints(), { recursive: true });
    const { code, stderr } = await runCli(['verify-log', '--checkpoints', checkpoints()], env);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining('No checkpoint vouches for this log.'),
    });
  });
});
