import { gql } from '../support/client';
import { mutate, dataOf, refuseRefusals } from '../support/desk';
import { eventually } from '../support/eventually';
import { openLine } from '../support/line';
import { type LoginDesk, declareFor, openLoginDesk, statusOf, viewerOf } from '../support/logins';
import { makePerson } from '../support/people';

let desk: LoginDesk;

beforeAll(async () => {
  desk = await openLoginDesk();
});
afterAll(() => desk?.end());

const rolesOf = async (token: string) =>
  (await viewerOf(desk, token)).grants.map(({ role, source }: any) => `${role} ${source}`);

async function log(): Promise<{ totalCount: number; nodes: any[] }> {
  const query = '{ accessLog(last: 1) { totalCount nodes { type actor { handle } principal { handle } } } }';
  return dataOf(await gql(desk.server.url, desk.server.token, query)).accessLog;
}

async function change(
  name: 'linkSubject' | 'unlinkSubject',
  principal: string,
  subject: string,
  token = desk.server.token,
) {
  const input = { principal, issuer: desk.issuer.url, subject };
  const selection = '{ principal { handle subjects { subject } } userErrors { code field } }';
  return mutate({ url: desk.server.url, token }, name, 'SubjectInput', input, selection);
}

describe('a login', () => {
  test('of somebody with a role makes a principal, once', async () => {
    const token = await desk.issuer.token('s-anna', {
      groups: ['engineers', 'x'],
      preferred_username: 'anna@corp',
      name: 'Anna',
    });
    expect(await viewerOf(desk, token)).toMatchObject({
      ...{ handle: 'anna-corp', name: 'Anna', kind: 'HUMAN', subjects: [{ subject: 's-anna' }] },
      grants: [{ role: 'ENGINEER', source: 'CLAIMED', incident: { key: 'here' }, plant: null }],
    });
    const { totalCount, nodes } = await log();
    expect(nodes).toEqual([
      { type: 'FIRST_LOGIN', actor: { handle: 'anna-corp' }, principal: { handle: 'anna-corp' } },
    ]);
    const again = await desk.issuer.token('s-anna', { groups: ['engineers'] });
    const two = await Promise.all([viewerOf(desk, again), viewerOf(desk, token)]);
    expect(two[0].id).toBe(two[1].id);
    expect((await log()).totalCount).toBe(totalCount);
  });

  test('of many at once makes one principal', async () => {
    const token = await desk.issuer.token('s-crowd', { groups: ['verifiers'] });
    const ids = await Promise.all(Array.from({ length: 8 }, async () => (await viewerOf(desk, token)).id));
    expect(new Set(ids).size).toBe(1);
  });

  test('of somebody without a role is refused, and leaves nothing', async () => {
    const { totalCount } = await log();
    for (const claims of [
      {},
      { groups: [] },
      { groups: ['x'] },
      { groups: { admins: true } },
      { groups: [['admins']] },
    ]) {
      expect(await statusOf(desk, await desk.issuer.token('s-nobody', claims))).toBe(401);
    }
    expect((await log()).totalCount).toBe(totalCount);
  });

  test('never becomes another principal by its name', async () => {
    const token = await desk.issuer.token('s-evil', { groups: ['observers'], preferred_username: 'owner' });
    expect((await viewerOf(desk, token)).handle).toMatch(/^owner-[0-9a-f]{6}$/);
    const uuid = await desk.issuer.token('s-uuid', {
      groups: ['observers'],
      preferred_username: (await viewerOf(desk, desk.server.token)).id,
    });
    expect((await viewerOf(desk, uuid)).handle).toMatch(/^login-[0-9a-f]{16}$/);
  });

  test('of a program is one of a service', async () => {
    expect((await viewerOf(desk, await desk.issuer.token('test', { groups: ['verifiers'] }))).kind).toBe('SERVICE');
  });

  test('gets a role for an incident once that is there', async () => {
    const token = await desk.issuer.token('s-later', { groups: ['observers'] });
    const before = (await viewerOf(desk, token)).grants;
    expect(before).toEqual([{ role: 'OBSERVER', source: 'CLAIMED', incident: { key: 'here' }, plant: { key: 'P' } }]);
    await declareFor(desk.server, 'later');
    await eventually(
      async () => ((await viewerOf(desk, token)).grants.length === 2 ? true : undefined),
      'the second grant',
    );
  });

  test('signs what its role may sign, though the role is claimed', async () => {
    const token = await desk.issuer.token('s-vera', { groups: ['verifiers'] });
    const by = { url: desk.server.url, token: await desk.issuer.token('s-erin', { groups: ['engineers'] }) };
    const core = { incident: 'here', system: 'core' };
    const done = '{ system { version } userErrors { message } }';
    refuseRefusals([await mutate(by, 'startRestore', 'SystemActionInput', core, done)]);
    const restored = await mutate(by, 'markSystemRestored', 'MarkSystemRestoredInput', core, done);
    const input = { ...core, expectedVersion: restored.system.version };
    const selection = '{ system { containment { status } } userErrors { code message } }';
    const signed = await mutate({ ...by, token }, 'verifyContainment', 'VerifyContainmentInput', input, selection);
    expect(signed).toEqual({ system: { containment: { status: 'VERIFIED' } }, userErrors: [] });
  });
});

describe('claims that change', () => {
  test('change what a login may, and close what is open by the older ones', async () => {
    const wide = await desk.issuer.token('s-ben', { groups: ['admins', 'engineers'], preferred_username: 'ben' });
    expect(await rolesOf(wide)).toEqual(['ADMIN CLAIMED', 'ENGINEER CLAIMED']);
    const line = openLine(desk.server.wsUrl, wide, 'subscription { incidentProgress(incident: "here") { position } }');
    await line.answered;
    const { iat } = JSON.parse(Buffer.from(wide.split('.')[1]!, 'base64url').toString());
    const narrow = await eventually(async () => {
      const token = await desk.issuer.token('s-ben', { groups: ['engineers'] });
      return JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()).iat > iat ? token : undefined;
    }, 'a token that is newer by a second');
    expect(await rolesOf(narrow)).toEqual(['ENGINEER CLAIMED']);
    expect((await log()).nodes[0]).toMatchObject({ type: 'CLAIMS_CHANGED', principal: { handle: 'ben' } });
    expect(await line.closed).toBe(4403);
    expect(await rolesOf(wide)).toEqual(['ENGINEER CLAIMED']);
  });
});

describe('one person is one principal', () => {
  test('whatever they come with, once an ADMIN has linked them', async () => {
    const carla = await makePerson(desk.server, 'carla', [{ role: 'COMMANDER' }]);
    expect((await change('linkSubject', 'carla', 's-carla', carla.token)).userErrors).toMatchObject([
      { code: 'FORBIDDEN' },
    ]);
    expect(await change('linkSubject', 'carla', 's-carla')).toEqual({
      principal: { handle: 'carla', subjects: [{ subject: 's-carla' }] },
      userErrors: [],
    });
    const token = await desk.issuer.token('s-carla', { groups: ['engineers'], preferred_username: 'somebody-else' });
    expect((await viewerOf(desk, token)).id).toBe(carla.id);
    expect(await rolesOf(token)).toEqual(['COMMANDER GIVEN', 'ENGINEER CLAIMED']);
    const mine = `{ system(incident: "here", id: "core") { allowedActions } }`;
    const actions = async (by: string) => dataOf(await gql(desk.server.url, by, mine)).system.allowedActions;
    expect(await actions(token)).toEqual(await actions(carla.token)); // a COMMANDER may all that an ENGINEER may
    const taken = await change('linkSubject', 'owner', 's-carla');
    expect(taken.userErrors).toEqual([{ code: 'ALREADY_EXISTS', field: ['subject'] }]);
    expect((await change('linkSubject', 'carla', 's-two')).userErrors).toEqual([
      { code: 'ALREADY_EXISTS', field: ['principal'] },
    ]);
  });

  test('tokens carry what an ADMIN gave, not what the issuer claims', async () => {
    const dora = await makePerson(desk.server, 'dora', []);
    refuseRefusals([await change('linkSubject', 'dora', 's-dora')]);
    const token = await desk.issuer.token('s-dora', { groups: ['observers'] });
    const look = async (by: string) =>
      dataOf(await gql(desk.server.url, by, '{ incident(id: "here") { key } }')).incident;
    expect(await look(token)).toEqual({ key: 'here' });
    expect(await look(dora.token)).toBeNull();
  });

  test('who is unlinked or not active is not let in, and what was open closes', async () => {
    refuseRefusals([await change('linkSubject', 'carla', 's-carla')]);
    const token = await desk.issuer.token('s-carla', {});
    const line = openLine(desk.server.wsUrl, token, 'subscription { incidentProgress(incident: "here") { position } }');
    await line.answered;
    expect((await change('unlinkSubject', 'carla', 's-carla')).principal).toEqual({ handle: 'carla', subjects: [] });
    expect(await line.closed).toBe(4403);
    expect(await statusOf(desk, token)).toBe(401);
    expect((await change('unlinkSubject', 'carla', 's-carla')).userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
    refuseRefusals([await change('linkSubject', 'carla', 's-carla')]);
    expect(await statusOf(desk, token)).toBe(200);
    const off = `mutation { updatePrincipal(input: { principal: "carla", active: false }) { userErrors { code } } }`;
    dataOf(await gql(desk.server.url, desk.server.token, off));
    expect(await statusOf(desk, token)).toBe(401);
  });
});
