import { createPublicKey, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IssuerKeys } from '../../src/access/issuer.keys';
import { withClient } from '../../src/postgres/client';
import { mutate } from '../support/desk';
import { eventually } from '../support/eventually';
import { forgeToken, newKey, startIssuer } from '../support/issuer';
import { testServer } from '../support/server';
import { type LoginDesk, key, openLoginDesk, othersKey, statusOf } from '../support/logins';

describe('an issuer that is away', () => {
  let desk: LoginDesk;
  beforeAll(async () => {
    desk = await openLoginDesk();
  });
  afterAll(() => desk?.end());
  const long = 100 * 3600;

  test('is not missed by who brings a known key; an unknown one does not pass; a new start needs nobody; a new key is found', async () => {
    const token = await desk.issuer.token('s-anna', { groups: ['engineers'] }, long);
    const port = Number(new URL(desk.issuer.url).port);
    await desk.issuer.kill();
    expect(await statusOf(desk, token)).toBe(200);
    expect(await statusOf(desk, await forgeToken(desk.issuer.url, { ...othersKey, kid: 'unknown' }))).toBe(401);
    await desk.restart();
    expect(await statusOf(desk, token)).toBe(200);
    const fresh = newKey('two', 'ES256');
    desk.issuer = await startIssuer(port, fresh);
    const renewed = await desk.issuer.token('s-anna', { groups: ['engineers'] });
    await eventually(async () => ((await statusOf(desk, renewed)) === 200 ? true : undefined), 'the new key');
    expect(await statusOf(desk, token)).toBe(401); // the issuer no longer knows its key
  });

  test('is not missed together with Postgres, but by who brings other claims', async () => {
    const [known, news] = [
      await desk.issuer.token('s-anna', { groups: ['engineers'] }),
      await desk.issuer.token('s-anna', { groups: ['admins'] }),
    ];
    expect(await statusOf(desk, known)).toBe(200);
    const reachable = await cutOff(desk.database);
    expect(await statusOf(desk, known)).toBe(200);
    await expect(statusOf(desk, news)).rejects.toThrow('UNAVAILABLE');
    await reachable();
    await eventually(
      async () => ((await statusOf(desk, news).catch(() => 0)) === 200 ? true : undefined),
      'the change',
    );
  });

  /** Makes a database refuse everybody; the answer lets them in again. */
  async function cutOff({ appUrl }: LoginDesk['database']): Promise<() => Promise<void>> {
    const name = new URL(appUrl).pathname.slice(1);
    const admin = (...statements: string[]) =>
      withClient(testServer().adminUrl, async (client) => {
        for (const statement of statements) await client.query(statement);
      });
    const end = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`;
    await admin(`ALTER DATABASE ${name} CONNECTION LIMIT 0`, end);
    return () => admin(`ALTER DATABASE ${name} CONNECTION LIMIT -1`);
  }

  test('lends its keys for 72 h, and no longer', async () => {
    const token = await desk.issuer.token('s-anna', { groups: ['engineers'] }, long);
    await desk.issuer.kill();
    const moveClock = (hours: number) =>
      withClient(desk.database.ownerUrl, (client) =>
        client.query('UPDATE blackstart.clock SET offset_ms = $1', [hours * 3_600_000]),
      );
    await moveClock(71);
    await eventually(
      async () => ((await clockOf()) > Date.now() + 70 * 3_600_000 ? true : undefined),
      'the moved clock',
    );
    expect(await statusOf(desk, token)).toBe(200);
    await moveClock(73);
    await eventually(async () => ((await statusOf(desk, token)) === 401 ? true : undefined), 'the refusal');
    await moveClock(0);
    await eventually(async () => ((await statusOf(desk, token)) === 200 ? true : undefined), 'the clock as it was');
  });

  /** The time as the server tells it, which refuses a token that has ended already. */
  async function clockOf(): Promise<number> {
    const input = { principal: 'owner', label: 'x', expiresAt: new Date(0).toISOString() };
    const { userErrors } = await mutate(
      desk.server,
      'createAccessToken',
      'CreateAccessTokenInput',
      input,
      '{ userErrors { message } }',
    );
    return Date.parse(/already ([^ ]+Z)/.exec(userErrors[0].message)![1]!);
  }
});

describe('the keys of an issuer', () => {
  let asked = 0;
  let answers: 'keys' | 'nothing' | 'silence' = 'keys';
  const open = { now: Date.parse('2026-01-01T00:00:00.000Z') };
  const files = mkdtempSync(join(tmpdir(), 'blackstart-keys-'));
  const published = { ...createPublicKey(key.key).export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' };
  const server = createServer((request, response) => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    if (answers === 'silence') return;
    if (request.url === '/keys') asked++;
    const discovered = { issuer: url, jwks_uri: `${url}/keys` };
    response.end(
      JSON.stringify(request.url === '/keys' ? { keys: answers === 'keys' ? [published] : [] } : discovered),
    );
  });
  const opened: IssuerKeys[] = [];

  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => opened.splice(0).forEach((keys) => keys.close()));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
    rmSync(files, { recursive: true, force: true });
  });

  function openKeys(file: string = randomUUID(), onError: (error: unknown) => void = () => undefined): IssuerKeys {
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const now = () => new Date(open.now).toISOString();
    opened.push(new IssuerKeys({ issuer, file: join(files, file), now, onError }));
    return opened.at(-1)!;
  }
  const finds = (keys: IssuerKeys, kid: string) =>
    Promise.resolve(keys.keyOf({ alg: 'RS256', kid }, {} as never)).then(
      () => true,
      () => false,
    );

  it('are asked for once, however many bring an unknown one', async () => {
    answers = 'keys';
    const keys = openKeys();
    keys.start();
    await eventually(async () => ((await finds(keys, 'one')) ? true : undefined), 'the keys');
    const before = asked;
    const found = await Promise.all(Array.from({ length: 50 }, (_, n) => finds(keys, `unknown-${n}`)));
    expect(found).not.toContain(true);
    expect(asked - before).toBeLessThanOrEqual(1);
  });

  it('that a silent issuer does not confirm keep nobody waiting but who brings an unknown one, and him for two seconds', async () => {
    answers = 'keys';
    const first = openKeys('kept');
    first.start();
    await eventually(async () => ((await finds(first, 'one')) ? true : undefined), 'the keys');
    answers = 'silence';
    const keys = openKeys('kept'); // as after a new start, from the disk alone
    const began = performance.now();
    expect(await finds(keys, 'one')).toBe(true);
    expect(performance.now() - began).toBeLessThan(200);
    expect(await finds(keys, 'two')).toBe(false);
    expect(performance.now() - began).toBeLessThan(2500);
  });

  it('count for 72 h from when the issuer confirmed them last', async () => {
    const keys = openKeys('kept');
    open.now += 72 * 3_600_000 - 1;
    expect(await finds(keys, 'one')).toBe(true);
    open.now += 1;
    expect(await finds(keys, 'one')).toBe(false);
  });

  it('stay as they are where the issuer has none, and are no longer used for another issuer', async () => {
    open.now = Date.parse('2026-01-01T00:00:00.000Z');
    answers = 'nothing';
    const errors: unknown[] = [];
    const keys = openKeys('kept', (error) => errors.push(error));
    keys.start();
    await eventually(() => errors[0], 'the complaint');
    expect(await finds(keys, 'one')).toBe(true);
    const elsewhere = new IssuerKeys({
      ...{ issuer: 'http://127.0.0.1:1', file: join(files, 'kept') },
      ...{ now: () => new Date(open.now).toISOString(), onError: () => undefined },
    });
    expect(await finds(elsewhere, 'one')).toBe(false);
  });

  it('are none where the file is spoilt', async () => {
    writeFileSync(join(files, 'spoilt'), '{"issuer": 1');
    expect(await finds(openKeys('spoilt'), 'one')).toBe(false);
  });
});
