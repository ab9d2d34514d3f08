import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withClient } from '../../src/postgres/client';
import { sampleFile } from '../../src/plans/sample';
import { CliSession, runCli as runCliAlone } from '../support/cli';
import { mutate, refuseRefusals } from '../support/desk';
import { eventually } from '../support/eventually';
import { Place } from '../support/place';
import type { RunningServer } from '../support/process';
import { declare } from '../support/racing';

const systems = [{ key: 'a' }];
const session = new CliSession();
const runCli = session.run.bind(session);
afterAll(() => session.close());

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

const isReady = async ({ url }: RunningServer) => (await fetch(`${url}/health/ready`)).status === 200;

async function hold(server: RunningServer, incident: string, count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    const input = { incident, reason: `hold ${n}` };
    refuseRefusals([await mutate(server, 'placeHold', 'PlaceHoldInput', input, '{ userErrors { code message } }')]);
  }
}

/** What an owner of the tables does who wants an event to say something else, and knows how. */
async function rewrite({ database }: Place, incident: string, position: number): Promise<void> {
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
  let written: Place;
  const copies: Place[] = [];
  const ids: Record<string, string> = {};
  const sound = ['albion-2025: sound, 4 events', 'gone: sound, 1 events', 'tampered: sound, 5 events'];

  beforeAll(async () => {
    written = await Place.open();
    const server = await written.start();
    ids.tampered = await declare(server, 'tampered', systems);
    ids.gone = await declare(server, 'gone', systems);
    await hold(server, ids.tampered, 4);
    const signedIn = { ...written.env, BLACKSTART_ADMIN_TOKEN: server.token };
    expect((await runCli(['import', sampleFile, '--mode', 'EXERCISE'], signedIn)).code).toBe(0);
    await hold(server, 'albion-2025', 3);
    await server.stop();
  });
  afterEach(async () => {
    await Promise.all(copies.splice(0).map((copy) => copy.close()));
  });
  afterAll(() => written.close());

  async function copyOfWritten(): Promise<Place> {
    const copy = await written.copy();
    copies.push(copy);
    return copy;
  }

  const linesOf = (text: string) => text.split('\n').sort();

  test('a log is sound in the database and as an export, and its checkpoints vouch for all of it', async () => {
    const { env, folder, checkpoints } = written;
    const checked = await runCli(['verify-log', '--checkpoints', checkpoints], env);
    const signed = sound.map((line) => line.replace(/(\d+) events/, '$&, signed up to position $1 of $1'));
    expect(linesOf(checked.stdout)).toEqual(linesOf([...signed, 'access log: sound', ''].join('\n')));
    expect(checked.stdout).toMatch(/\naccess log: sound\n$/);
    expect(checked).toMatchObject({ code: 0, stderr: expect.stringContaining('The keys beside the checkpoints') });

    const file = join(folder, 'log.jsonl');
    const exported = await runCli(['export-log', '--incident', 'albion-2025', '--out', file], env);
    expect(exported).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(readFileSync(file, 'utf8').split('\n').length).toBeGreaterThan(6); // a head, four events, the plan beside the first
    expect((await runCliAlone(['export-log', '--incident', 'albion-2025'], env)).stdout).toBe(
      readFileSync(file, 'utf8'),
    );

    const key = await runCli(['checkpoint-key'], env);
    writeFileSync(join(folder, 'key.pem'), key.stdout);
    const trusted = ['--checkpoints', checkpoints, '--public-key', join(folder, 'key.pem')];
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
    const place = await copyOfWritten();
    const { env, checkpoints } = place;
    await rewrite(place, ids.tampered!, 3);

    expect(await runCli(['verify-log'], env)).toMatchObject({ code: 0 });
    const { code, stdout, stderr } = await runCliAlone(['verify-log', '--checkpoints', checkpoints], env);
    expect(code).toBe(1);
    expect(stdout).toContain('tampered: NOT SOUND (');
    expect(stdout).toContain('gone: sound, 1 events, signed up to position 1 of 1\n');
    expect(stderr).toMatch(/^tampered: Event 5 has another hash than the one signed at .* \(line \d+ of checkpoints-/m);
    expect((await runCliAlone(['serve'], { ...env, PORT: '0' })).stderr).toContain('does not guard the rules');
    const one = await runCli(['verify-log', '--incident', 'gone', '--checkpoints', checkpoints], env);
    expect(one.code).toBe(0);
  });

  test('a grant that its owner gave behind the access log is told', async () => {
    const { env, database } = await copyOfWritten();
    await withClient(database.ownerUrl, async (client) => {
      await client.query('ALTER TABLE blackstart.principal DISABLE TRIGGER ALL');
      await client.query(`UPDATE blackstart.principal SET name = 'somebody else' WHERE handle = 'owner'`);
    });
    const { code, stdout, stderr } = await runCli(['verify-log'], env);
    expect({ code, lines: linesOf(stdout) }).toEqual({
      code: 1,
      lines: linesOf([...sound, 'access log: NOT SOUND (1)', ''].join('\n')),
    });
    expect(stderr).toMatch(/^access log: .*owner/);
  });

  test('an incident that is gone with its log is missed', async () => {
    const { env, database, checkpoints } = await copyOfWritten();
    await withClient(database.ownerUrl, async (client) => {
      await client.query(`SET session_replication_role = replica`);
      for (const table of ['event_rows', 'event', 'incident_head', 'system', 'incident']) {
        await client.query(`ALTER TABLE blackstart.${table} DISABLE TRIGGER ALL`);
        await client.query(`DELETE FROM blackstart.${table}`);
      }
    });
    expect(await runCli(['verify-log'], env)).toMatchObject({
      code: 0,
      stdout: 'There is no incident.\naccess log: sound\n',
    });
    const { code, stderr } = await runCli(['verify-log', '--checkpoints', checkpoints], env);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining(`${ids.gone}: There is no log, although event 1 was signed at`),
    });
    expect(stderr).toContain(`${ids.tampered}: There is no log, although event 5 was signed at`);
  });

  test('the application’s role is enough to look, and told when rows are hidden from it', async () => {
    const { env, database } = await copyOfWritten();
    const alone = { ...env, DATABASE_URL: database.appUrl, DATABASE_OWNER_URL: '' };
    const all = await runCli(['verify-log'], alone);
    expect({ ...all, stdout: linesOf(all.stdout) }).toEqual({
      code: 0,
      stdout: linesOf([...sound, 'access log: sound', ''].join('\n')),
      stderr: '',
    });
    await withClient(database.ownerUrl, (client) =>
      client.query('ALTER TABLE blackstart.event ENABLE ROW LEVEL SECURITY'),
    );
    const hidden = { code: 1, stdout: '', stderr: expect.stringContaining('row-level security') };
    expect(await runCli(['verify-log'], alone)).toEqual(hidden);
    expect(await runCli(['verify-log'], env)).toEqual(all);
  });

  test('what cannot be read is told in one sentence', async () => {
    const { env, folder } = written;
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
  const places: Place[] = [];

  async function openPlace(): Promise<Place> {
    const place = await Place.open();
    places.push(place);
    return place;
  }
  afterAll(() => Promise.all(places.map((place) => place.close())));

  describe('into a folder of several', () => {
    let place: Place;
    let one: RunningServer;

    beforeAll(async () => {
      place = await openPlace();
      one = await place.start({ BLACKSTART_CHECKPOINT_DIR: place.elsewhere });
    });

    test('warns once that it is not there, is ready without it, and goes on when it comes', async () => {
      const { env, elsewhere } = place;
      const incident = await declare(one, 'away', systems);
      const warnings = () => one.output().split('No checkpoint can be written').length - 1;
      await eventually(() => warnings() || undefined, 'the warning');
      expect(await isReady(one)).toBe(true);
      await hold(one, incident, 2);
      expect(existsSync(elsewhere)).toBe(false);
      mkdirSync(elsewhere);
      await whole(elsewhere, 1);
      await eventually(() => one.output().includes('written again') || undefined, 'the all-clear');
      expect(warnings()).toBe(1);
      expect((await runCli(['verify-log', '--checkpoints', elsewhere], env)).code).toBe(0);
    });

    test('shares it with another one', async () => {
      const { env, elsewhere, checkpoints, folder } = place;
      mkdirSync(elsewhere, { recursive: true });
      const settings = { BLACKSTART_CHECKPOINT_DIR: elsewhere, BLACKSTART_DATA_DIR: join(folder, 'b') };
      const other = await place.start(settings);
      const incident = await declare(one, 'shared', systems);
      await hold(other, incident, 3);
      await place.stop();
      const { code, stdout } = await runCli(['verify-log', '--checkpoints', elsewhere], env);
      const away = 'away: sound, 3 events, signed up to position 3 of 3\n';
      const said = 'shared: sound, 4 events, signed up to position 4 of 4\naccess log: sound\n';
      expect({ code, stdout: stdout.replace(away, '') }).toEqual({ code: 0, stdout: said });
      expect(readdirSync(elsewhere).filter((name) => name.startsWith('key-'))).toHaveLength(2);
      expect(existsSync(checkpoints)).toBe(false);
    });
  });

  // Every file may be 512 bytes long: the second line of each is torn, as on a full disk.
  test('warns when the disk is full, is ready all the same, and begins another file', async () => {
    const place = await openPlace();
    const { env, checkpoints } = place;
    const server = await place.start({}, 'ulimit -f 1');
    await declare(server, 'first', systems);
    await whole(checkpoints, 1);
    const incident = await declare(server, 'second', systems);
    await eventually(() => server.output().includes('EFBIG') || undefined, 'the warning');
    await whole(checkpoints, 2);
    expect(await isReady(server)).toBe(true);
    await hold(server, incident, 2);
    await server.stop();
    expect(linesIn(checkpoints).some((line) => !line.endsWith('\n'))).toBe(true);
    const { code, stdout, stderr } = await runCli(['verify-log', '--checkpoints', checkpoints], env);
    expect(stderr).toContain('is torn');
    expect(stdout).toContain('second: sound, 3 events, signed up to position ');
    expect(code).toBe(0);
  });

  test('leaves it when told to', async () => {
    const place = await openPlace();
    const { env, checkpoints } = place;
    const server = await place.start({ BLACKSTART_CHECKPOINT_DIR: 'off' });
    await declare(server, 'unsigned', systems);
    await server.stop();
    expect(existsSync(checkpoints)).toBe(false);
    mkdirSync(checkpoints, { recursive: true });
    const { code, stderr } = await runCli(['verify-log', '--checkpoints', checkpoints], env);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining('No checkpoint vouches for this log.'),
    });
  });
});
