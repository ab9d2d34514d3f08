import type { Works } from '../support/albion';
import { beginPlanningTime, moveClock } from '../support/albion.clock';
import { Desks } from '../support/albion.desk';
import { ask, type Reply } from '../support/asking';
import { gql } from '../support/client';
import { eventually } from '../support/eventually';
import { executionsOf } from '../support/metrics';
import { makePerson } from '../support/people';

const desks = new Desks();
const systems = Array.from({ length: 40 }, (_, n) => ({ key: `s${n}`, rto: '4h', estimate: ['1h', '2h', '3h'] }));
let works: Works;

beforeAll(async () => {
  await desks.open();
  await beginPlanningTime(desks.database.ownerUrl); // with another one every answer is made anew
  await desks.declare('kept', { systems: [{ key: 'base' }, { key: 'top', dependsOn: ['base'] }, ...systems] });
  await desks.declare('secret', { systems: [{ key: 'hidden' }] });
  works = desks.works('kept');
});
afterAll(() => desks.close());

const url = () => desks.server.url;
const list = '{ incident(id: "kept") { position systems(first: 50) { nodes { key name state workaround } } } }';

/** The answer, and how often the executor was entered for it. */
async function counted(work: () => Promise<Reply>): Promise<{ reply: Reply; executions: number }> {
  const before = await executionsOf(desks.server, 'http');
  const reply = await work();
  return { reply, executions: (await executionsOf(desks.server, 'http')) - before };
}
const asked = (query: string, more: Partial<Parameters<typeof ask>[0]> = {}) =>
  counted(() => ask({ url: url(), token: desks.token('oscar'), query, ...more }));
const write = (workaround: string, system = 'base') =>
  works.done(desks.cast.commands, 'updateSystem', { system, workaround });

describe('a question that was answered before', () => {
  it('is answered with the same bytes, and nothing is executed', async () => {
    const first = await asked(list);
    const second = await asked(list);
    expect([first.executions, second.executions]).toEqual([1, 0]);
    expect(second.reply.text).toBe(first.reply.text);
    expect(second.reply.headers['content-type']).toBe(first.reply.headers['content-type']);
    expect(second.reply.headers['cache-control']).toBe('no-store');
    expect(JSON.parse(second.reply.text).extensions.cost).toBeGreaterThan(0);
  });

  it('is answered anew after every change, for whoever made it and for others', async () => {
    for (const text of ['paper', 'phone', 'radio']) {
      await write(text);
      const { reply, executions } = await asked(list);
      expect(executions).toBe(1);
      expect(JSON.parse(reply.text).data.incident.systems.nodes).toContainEqual(
        expect.objectContaining({ key: 'base', workaround: text }),
      );
    }
  });

  it('is another one with other variables, another operation or another form of answer', async () => {
    const query =
      'query A($id: ID!) { system(incident: "kept", id: $id) { key } } query B { incident(id: "kept") { key } }';
    const one = (id: string, operationName = 'A') => asked(query, { variables: { id }, operationName });
    await one('base');
    expect((await one('base')).executions).toBe(0);
    expect((await one('top')).executions).toBe(1);
    expect(JSON.parse((await one('top')).reply.text).data).toEqual({ system: { key: 'top' } });
    expect(JSON.parse((await one('base', 'B')).reply.text).data).toEqual({ incident: { key: 'kept' } });
    const accept = 'application/graphql-response+json';
    const { reply, executions } = await asked(query, {
      variables: { id: 'top' },
      operationName: 'A',
      headers: { accept },
    });
    expect([executions, reply.headers['content-type']]).toEqual([1, `${accept}; charset=utf-8`]);
  });

  it('is executed once where many ask it at once, whatever moved before', async () => {
    for (let round = 0; round < 5; round++) {
      await write(`round ${round}`);
      const before = await executionsOf(desks.server, 'http');
      const replies = await Promise.all(
        Array.from({ length: 20 }, () => ask({ url: url(), token: desks.token('oscar'), query: list })),
      );
      expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
      expect((await executionsOf(desks.server, 'http')) - before).toBe(1);
    }
  });
});

describe('who asks', () => {
  const hidden = '{ incident(id: "secret") { key systems(first: 5) { nodes { key } } } }';

  it('finds a kept answer only where he may read the incident', async () => {
    const [sees] = [desks.token('oscar')];
    const { token } = await makePerson(desks.server, 'sees-one', [{ role: 'OBSERVER', incident: 'kept' }]);
    await desks.know(token);
    const answerTo = async (bearer: string) =>
      JSON.parse((await ask({ url: url(), token: bearer, query: hidden })).text);
    for (let n = 0; n < 3; n++) {
      expect((await answerTo(sees)).data.incident.key).toBe('secret');
      expect((await answerTo(token)).data).toEqual({ incident: null });
    }
    expect((await asked(list, { token })).reply.text).toContain('"base"');
  });

  it('loses it with his grant, and with his token', async () => {
    const person = await makePerson(desks.server, 'comes-and-goes', [{ role: 'OBSERVER' }]);
    await desks.know(person.token);
    const question = { url: url(), token: person.token, query: hidden };
    expect(JSON.parse((await ask(question)).text).data.incident).not.toBeNull();
    const change = `mutation { updatePrincipal(input: { principal: "${person.id}", grants: [{ role: OBSERVER, incident: "kept" }] }) { userErrors { message } } }`;
    expect((await gql(url(), desks.server.token, change)).data.updatePrincipal.userErrors).toEqual([]);
    expect(JSON.parse((await ask(question)).text).data).toEqual({ incident: null });
    await gql(
      url(),
      desks.server.token,
      `mutation { revokeAccessToken(input: { token: "${person.tokenId}" }) { userErrors { message } } }`,
    );
    expect((await ask(question)).status).toBe(401);
    expect((await ask({ url: url(), query: hidden })).status).toBe(401);
  });

  it('is told of people as they are now', async () => {
    await works.done(desks.cast.restores, 'startRestore', { system: 's1' });
    await works.done(desks.cast.restores, 'markSystemRestored', { system: 's1' });
    const query = '{ system(incident: "kept", id: "s1") { restoredBy { name } } }';
    await asked(query);
    const rename = `mutation { updatePrincipal(input: { principal: "${desks.people.erin!.id}", name: "Erin Again" }) { userErrors { message } } }`;
    await gql(url(), desks.server.token, rename);
    expect(JSON.parse((await asked(query)).reply.text).data.system.restoredBy.name).toBe('Erin Again');
  });

  it.each([
    ['allowedActions', '{ system(incident: "kept", id: "top") { allowedActions } }'],
    ['viewer', '{ viewer { handle } }'],
    ['events', '{ incident(id: "kept") { events(first: 1) { nodes { position } } } }'],
    ['what is not there', '{ incident(id: "nobody") { key } }'],
    ['an error', '{ incident(id: "kept") { systems(after: "?") { totalCount } } }'],
  ])('is answered for himself alone: %s', async (_what, query) => {
    await asked(query);
    expect((await asked(query)).executions).toBe(1);
  });
});

describe('the clock', () => {
  it('ends an answer where it changes one', async () => {
    const query = '{ system(incident: "kept", id: "s2") { overdue } }';
    expect(JSON.parse((await asked(query)).reply.text).data.system.overdue).toBe(false);
    await moveClock(desks.database.ownerUrl, 5 * 60);
    await eventually(async () => {
      const { reply } = await asked(query);
      return JSON.parse(reply.text).data.system.overdue === true || undefined;
    }, 'the answer of a later moment');
  });

  it('ends one that counts from the planning time', async () => {
    const query = '{ system(incident: "kept", id: "s3") { schedule { order slackMinutes } } }';
    await asked(query);
    expect((await asked(query)).executions).toBe(0);
    await moveClock(desks.database.ownerUrl, 10);
    await eventually(async () => ((await asked(query)).executions === 1 ? true : undefined), 'a later planning time');
  });
});

describe('over GET', () => {
  const get = (headers: Record<string, string> = {}) => asked(list, { method: 'GET', headers });

  it('has an ETag, and is not sent again to whoever has it', async () => {
    const first = await get();
    const { etag } = first.reply.headers;
    expect(first.reply.headers['cache-control']).toBe('private, no-cache');
    const second = await get({ 'if-none-match': String(etag) });
    expect(second.reply).toMatchObject({ status: 304, text: '' });
    expect([second.executions, second.reply.headers.etag]).toEqual([0, etag]);
    await write('something else');
    const third = await get({ 'if-none-match': String(etag) });
    expect(third.reply.status).toBe(200);
    expect(third.reply.headers.etag).not.toBe(etag);
  });

  it('has none over POST', async () => {
    const { reply } = await asked(list);
    expect(reply.headers.etag).toBeUndefined();
  });
});

describe('a packed answer', () => {
  it('is made at the second time that a kept one is asked for, for those who take it', async () => {
    await write('long enough to pack');
    const packs = { 'accept-encoding': 'br, gzip' };
    const replies = [];
    for (let n = 0; n < 4; n++) replies.push((await asked(list, { headers: packs })).reply);
    expect(replies.map(({ headers }) => headers['content-encoding'])).toEqual([undefined, undefined, 'gzip', 'gzip']);
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
    expect((await asked(list)).reply.headers['content-encoding']).toBeUndefined();
    expect(
      (await asked(list, { headers: { 'accept-encoding': 'gzip;q=0' } })).reply.headers['content-encoding'],
    ).toBeUndefined();
  });
});
