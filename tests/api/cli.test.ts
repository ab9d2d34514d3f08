import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleFile } from '../../src/plans/sample';
import { CliSession, runCli, spawnCli } from '../support/cli';
import { gql } from '../support/client';
import { createDatabase, type TestDatabase } from '../support/database';
import { eventually } from '../support/eventually';
import { type RunningServer, startServer } from '../support/process';

let database: TestDatabase;
let folder: string;
let env: Record<string, string>;
const session = new CliSession();
const run = session.run.bind(session);

const write = (name: string, content: string) => {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
};

beforeAll(async () => {
  database = await createDatabase();
  folder = mkdtempSync(join(tmpdir(), 'blackstart-cli-'));
  env = { ...database.env, BLACKSTART_DATA_DIR: join(folder, 'data') };
});
afterAll(async () => {
  await session.close();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

describe('check', () => {
  const nowhere = { DATABASE_URL: 'postgres://nobody:x@127.0.0.1:1/none' };

  test('tells what a plan holds, without a database', async () => {
    const { code, stdout, stderr } = await runCli(['check', sampleFile], nowhere);
    expect(code).toBe(0);
    expect(stderr.match(/(WARNING|ERROR) [A-Z_]+ \S+/g)).toEqual([
      'WARNING RTO_INFEASIBLE backup',
      'WARNING TIER_INVERSION engctl.ENG',
    ]);
    expect(stdout).toContain('70 systems, 175 dependencies, 8 plants, 11 milestones');
  });

  test('names each fault with file, line and column, and fails', async () => {
    const file = write(
      'bad.yaml',
      'format: blackstart/v1\nsystems:\n  - {key: a, name: A, tier: 0, zone: L9, colour: red}\n',
    );
    const { code, stderr } = await run(['check', file], nowhere);
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(`^${file}:3:\\d+: ERROR INVALID_VALUE .*L9`, 'm'));
    expect(stderr).toMatch(new RegExp(`^${file}:3:\\d+: ERROR UNKNOWN_FIELD .*colour`, 'm'));
  });

  test('reads CSV and Backstage by their looks', async () => {
    const csv = write('plan.csv', 'key,name,tier,zone,depends_on\na,A,0,L4,\nb,B,1,L4,a\n');
    expect((await run(['check', csv], nowhere)).stdout).toContain('2 systems, 1 dependencies');
    const entity =
      'apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: web}\nspec: {type: service, lifecycle: production, owner: team}\n';
    expect((await run(['check', write('catalog.yaml', entity)], nowhere)).stdout).toContain('1 systems');
  });

  test('a file that is not there is told in one sentence', async () => {
    const { code, stdout, stderr } = await run(['check', join(folder, 'none.yaml')], nowhere);
    expect({ code, stdout, lines: stderr.trim().split('\n').length }).toEqual({ code: 1, stdout: '', lines: 1 });
  });
});

describe('import and export', () => {
  test('a plan becomes an incident, and the same plan again changes nothing', async () => {
    const declared = await run(['import', sampleFile, '--mode', 'EXERCISE'], env);
    expect(declared).toMatchObject({ code: 0, stderr: expect.stringContaining('TIER_INVERSION engctl.ENG') as string });
    expect(declared.stdout).toBe('albion-2025: declared, 70 systems, 175 dependencies, position 1\n');
    const again = await run(['import', sampleFile], env);
    expect(again.stdout).toBe('albion-2025: unchanged, 70 systems, 175 dependencies, position 1\n');
  });

  test('what is exported declares an equal incident', async () => {
    const { code, stdout } = await runCli(['export', 'albion-2025'], env);
    expect(code).toBe(0);
    const file = write('exported.yaml', stdout.replace('key: albion-2025', 'key: copy'));
    expect((await run(['import', file], env)).stdout).toContain('copy: declared, 70 systems, 175 dependencies');
    const copied = await run(['export', 'copy'], env);
    expect(copied.stdout.replace('key: copy', 'key: albion-2025')).toBe(stdout);
  });

  test.each([
    [
      'a plan with a fault',
      'format: blackstart/v1\nsystems: [{key: a, name: A, tier: 0, zone: L9}]\n',
      ['--incident', 'no'],
      'L9',
    ],
    [
      'no key for the incident',
      'format: blackstart/v1\nsystems: [{key: a, name: A, tier: 0, zone: L4}]\n',
      [],
      '--incident',
    ],
    [
      'a wrong key',
      'format: blackstart/v1\nsystems: [{key: a, name: A, tier: 0, zone: L4}]\n',
      ['--incident', 'two words'],
      'INVALID_INPUT',
    ],
  ])('%s is refused, and nothing is stored', async (_name, content, options, told) => {
    const { code, stdout, stderr } = await run(['import', write('refused.yaml', content), ...options], env);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(told);
    expect((await run(['export', 'no'], env)).code).toBe(1);
  });

  test('a token that is not valid is refused', async () => {
    const other = { ...env, BLACKSTART_DATA_DIR: join(folder, 'elsewhere') };
    const { code, stderr } = await run(['export', 'albion-2025'], other);
    expect(code).toBe(1);
    expect(stderr).toContain('BLACKSTART_ADMIN_TOKEN');
  });
});

describe('serve', () => {
  let own: TestDatabase;
  let there: Record<string, string>;
  let server: RunningServer;

  beforeAll(async () => {
    own = await createDatabase();
    there = { ...own.env, BLACKSTART_ADMIN_TOKEN: '', BLACKSTART_DATA_DIR: join(folder, 'first') };
    server = await startServer(there);
  });
  afterAll(async () => {
    await server.stop();
    await own.drop();
  });

  const secretThere = () => readFileSync(join(server.dataDir, 'owner-token'), 'utf8').trim();

  test('the first start keeps the owner’s token for its eyes alone and prints it once', async () => {
    const secret = secretThere();
    expect(secret).toMatch(/^bs_[A-Za-z0-9_-]{43}$/);
    expect(statSync(join(server.dataDir, 'owner-token')).mode & 0o777).toBe(0o600);
    await eventually(() => (server.output().includes(secret) ? true : undefined), 'the token on the screen');
    const query = '{ viewer { handle kind grants { role } } }';
    const grants = [{ role: 'ADMIN' }, { role: 'COMMANDER' }];
    expect((await gql(server.url, secret, query)).data.viewer).toEqual({ handle: 'owner', kind: 'HUMAN', grants });
    expect(await server.stop()).toBe(0);
    server = await startServer(there);
    expect(server.output()).not.toContain(secret);
    expect((await gql(server.url, secret, query)).status).toBe(200);
  });

  test('a running server shows an import at once', async () => {
    const file = write('live.yaml', 'format: blackstart/v1\nsystems: [{key: a, name: A, tier: 0, zone: L4}]\n');
    await run(['import', file, '--incident', 'live'], there);
    const change = write('live.yaml', 'format: blackstart/v1\nsystems: [{key: a, name: A, tier: 1, zone: L4}]\n');
    const { stdout } = await run(['import', change, '--incident', 'live', '--reason', 'It rests on others'], there);
    expect(stdout).toContain('live: changed');
    const query = '{ incident(id: "live", atLeast: 2) { events { nodes { type reason } } system(id: "a") { tier } } }';
    const { data } = await gql(server.url, secretThere(), query);
    expect(data.incident.system).toEqual({ tier: 1 });
    expect(data.incident.events.nodes.at(-1)).toEqual({ type: 'PLAN_APPLIED', reason: 'It rests on others' });
  });

  test('a taken port, a wrong setting and a wrong database are told in one sentence', async () => {
    const taken = await runCli(['serve'], { ...env, PORT: new URL(server.url).port });
    expect({ code: taken.code, stderr: taken.stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^blackstart: Port .* is taken.*\n$/),
    });
    const wrong = await runCli(['serve'], { ...env, PORT: 'many' });
    expect({ code: wrong.code, stderr: wrong.stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^blackstart: .*PORT.*\n$/),
    });
    const away = await runCli([], { ...env, DATABASE_URL: 'postgres://x:x@127.0.0.1:1/x', DATABASE_OWNER_URL: '' });
    expect(away.code).toBe(1);
    expect(away.stderr).toMatch(/^blackstart: .+\n$/);
  });
});

test('the demo declares its exercise, and its three requests are answered', async () => {
  const child = spawnCli(['demo'], { ...env, PORT: '0' });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  await eventually(
    () => (printed.includes('bringSystemOnline') && printed.endsWith('\n\n') ? true : undefined),
    'the requests',
  );
  expect(printed).toContain('albion-2025-2 is declared');
  const requests = [...printed.matchAll(/(http\S+)\/graphql .*Bearer (\S+)' \\\n {2}-d '(.*)'/g)];
  expect(requests).toHaveLength(3);
  const answers = [];
  for (const [, url, token, body] of requests)
    answers.push((await gql(url ?? '', token, JSON.parse(body ?? '').query)).data);
  expect(answers).toEqual([
    { incident: expect.objectContaining({ progress: expect.objectContaining({ total: 70, online: 0 }) }) },
    {
      recordContainmentCheck: expect.objectContaining({
        event: expect.objectContaining({ position: 2 }),
        userErrors: [],
      }),
    },
    { bringSystemOnline: { system: { state: 'OFFLINE' }, userErrors: [expect.objectContaining({ code: 'BLOCKED' })] } },
  ]);
  child.kill('SIGTERM');
  expect((await once(child, 'exit'))[0]).toBe(0);
});
