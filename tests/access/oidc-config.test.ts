import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/config';

const named = { OIDC_ISSUER: 'https://issuer.test/realm', OIDC_AUDIENCE: 'blackstart' };
const grants = { 'bs-commanders': [{ role: 'COMMANDER' }], site: [{ role: 'ENGINEER', incident: 'i', plant: 'P' }] };

test('without an issuer there are no logins', () => {
  expect(readConfig({}).oidc).toBeNull();
  expect(readConfig(named).oidc).toEqual({
    issuer: named.OIDC_ISSUER,
    audience: 'blackstart',
    mapping: { claim: 'groups', grants: {} },
  });
});

test('the mapping is JSON, or a file of it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'blackstart-mapping-'));
  const file = join(folder, 'grants.json');
  const text = JSON.stringify({ claim: 'realm_access.roles', grants });
  writeFileSync(file, text);
  for (const value of [text, file]) {
    expect(readConfig({ ...named, BLACKSTART_OIDC_GRANTS: value }).oidc?.mapping).toEqual({
      claim: 'realm_access.roles',
      grants,
    });
  }
  rmSync(folder, { recursive: true });
});

test.each([
  ['an issuer alone', { OIDC_ISSUER: named.OIDC_ISSUER }, /go together/],
  ['an audience alone', { OIDC_AUDIENCE: 'x' }, /go together/],
  ['an issuer without TLS', { ...named, OIDC_ISSUER: 'http://issuer.test' }, /OIDC_ISSUER: https/],
  ['no address', { ...named, OIDC_ISSUER: 'issuer' }, /OIDC_ISSUER: https/],
  ['an unknown role', { ...named, BLACKSTART_OIDC_GRANTS: '{"grants":{"a":[{"role":"KING"}]}}' }, /GRANTS: .*role/],
  [
    'a misspelt field',
    { ...named, BLACKSTART_OIDC_GRANTS: '{"grants":{"a":[{"role":"ADMIN","incdent":"i"}]}}' },
    /incdent/,
  ],
  [
    'a plant without its incident',
    { ...named, BLACKSTART_OIDC_GRANTS: '{"grants":{"a":[{"role":"ENGINEER","plant":"P"}]}}' },
    /plant/,
  ],
  ['a file that is not there', { ...named, BLACKSTART_OIDC_GRANTS: '/nowhere/grants.json' }, /nowhere/],
  ['no JSON', { ...named, BLACKSTART_OIDC_GRANTS: '{grants' }, /JSON/],
])('%s is refused at start', (_, env, message) => {
  expect(() => readConfig(env)).toThrow(message);
});
