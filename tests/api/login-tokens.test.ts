import { createPublicKey } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { accessFaults } from '../support/access-log';
import { audience, forgeToken } from '../support/issuer';
import { openLine } from '../support/line';
import { type LoginDesk, key, openLoginDesk, othersKey, statusOf } from '../support/logins';

let desk: LoginDesk;

beforeAll(async () => {
  desk = await openLoginDesk();
});
afterAll(() => desk?.end());

describe('a token is refused', () => {
  const now = () => Math.floor(Date.now() / 1000);
  const secret = () =>
    new TextEncoder().encode(createPublicKey(key.key).export({ type: 'spki', format: 'pem' }) as string);

  test('none of these, since the same signed rightly is let in', async () => {
    expect(await statusOf(desk, await forgeToken(desk.issuer.url, key))).toBe(200);
    expect(
      await statusOf(
        desk,
        await forgeToken(desk.issuer.url, key, { aud: ['x', audience], exp: now() - 2, iat: now() - 60 }),
      ),
    ).toBe(200);
  });

  test.each<[string, () => Promise<string>]>([
    ['for another audience', () => forgeToken(desk.issuer.url, key, { aud: 'https://elsewhere.test' })],
    ['of another issuer', () => forgeToken('https://elsewhere.test', key)],
    ['that has expired', () => forgeToken(desk.issuer.url, key, { exp: now() - 10 })],
    ['that never expires', () => forgeToken(desk.issuer.url, key, { exp: undefined })],
    ['that does not count yet', () => forgeToken(desk.issuer.url, key, { nbf: now() + 10 })],
    ['from the future', () => forgeToken(desk.issuer.url, key, { iat: now() + 120 })],
    ['about nobody', () => forgeToken(desk.issuer.url, key, { sub: '' })],
    ['for another purpose', () => forgeToken(desk.issuer.url, key, {}, { typ: 'logout+jwt' })],
    ['of a known key by name alone', () => forgeToken(desk.issuer.url, othersKey)],
    ['of an unknown key', () => forgeToken(desk.issuer.url, { ...othersKey, kid: 'unknown' })],
    ['of a key without a name', () => forgeToken(desk.issuer.url, { ...key, kid: undefined as unknown as string })],
    [
      'signed by the public key as a secret',
      () => forgeToken(desk.issuer.url, { kid: 'one', alg: 'HS256', key: secret() }),
    ],
    [
      'without a signature',
      async () => {
        const [, payload] = (await forgeToken(desk.issuer.url, key)).split('.');
        return `${Buffer.from('{"alg":"none","kid":"one"}').toString('base64url')}.${payload}.`;
      },
    ],
    [
      'with another payload',
      async () => {
        const [header, , signature] = (await forgeToken(desk.issuer.url, key)).split('.');
        return [header, (await forgeToken(desk.issuer.url, key, { sub: 'x' })).split('.')[1], signature].join('.');
      },
    ],
  ])('%s', async (_, token) => {
    expect(await statusOf(desk, await token())).toBe(401);
  });
});

test('an open socket closes when the token of its login expires', async () => {
  const token = await desk.issuer.token('s-short', { groups: ['engineers'] }, 2);
  const line = openLine(desk.server.wsUrl, token, 'subscription { incidentProgress(incident: "here") { position } }');
  await line.answered;
  expect(await line.closed).toBe(4403);
  expect(await statusOf(desk, token)).toBe(401);
});

test('the keys lie in the data folder for nobody else to read, and the access log is whole', async () => {
  expect(statSync(join(desk.dataDir, 'oidc-keys.json')).mode & 0o777).toBe(0o600);
  expect(await accessFaults(desk.database.appUrl)).toEqual([]);
});
