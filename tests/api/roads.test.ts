import { beginPlanningTime, moveClock } from '../support/albion.clock';
import { Desks } from '../support/albion.desk';
import { ask, type Reply } from '../support/asking';
import { eventually } from '../support/eventually';
import { keptAnswersOf } from '../support/metrics';
import { makePerson, makeToken } from '../support/people';
import { type RunningServer, startServer } from '../support/process';

const page = 'https://page.example';
const desks = new Desks({ ALLOWED_ORIGINS: page });
const systems = Array.from({ length: 150 }, (_, n) => ({ key: `s${n}`, name: `Système n° ${n}` }));
let limited: RunningServer;

beforeAll(async () => {
  await desks.open();
  const limits = { BLACKSTART_ADMIN_TOKEN: desks.server.token, BLACKSTART_RATE_PRINCIPAL: '6' };
  limited = await startServer({ ...desks.database.env, ...limits });
  await beginPlanningTime(desks.database.ownerUrl); // with another one every answer is made anew
  await desks.declare('kept', { systems });
  await desks.declare('secret', { systems: [{ key: 'hidden' }] });
});
afterAll(async () => {
  await limited.stop();
  await desks.close();
});

const short = '/graphql';
const long = '/graphql?long'; // nothing with a query string is handed out before the framework
const one = '{ system(incident: "kept", id: "s0") { key name } }';
const ascii = '{ system(incident: "kept", id: "s0") { key } }';
const many = '{ incident(id: "kept") { systems(first: 150) { nodes { id key name state } } } }';
const hidden = '{ incident(id: "secret") { key } }';

type Question = Partial<Parameters<typeof ask>[0]> & { query: string };

const askAs = (question: Question): Promise<Reply> =>
  ask({ url: desks.server.url, token: desks.token('oscar'), ...question });

/** What a client can tell of an answer, but for the time of it. */
function told({ status, text, headers: { date: _date, ...headers } }: Reply) {
  return { status, text, headers };
}

/** How many kept answers were served meanwhile, by road. */
async function keptIn(work: () => Promise<unknown>): Promise<{ short: number; long: number }> {
  const before = await keptAnswersOf(desks.server);
  await work();
  const after = await keptAnswersOf(desks.server);
  return { short: after.short - before.short, long: after.long - before.long };
}

describe('a kept answer', () => {
  test.each<[string, Question]>([
    ['short, all ASCII', { query: ascii }],
    ['short, with other letters', { query: one }],
    ['long', { query: many }],
    ['packed', { query: many, headers: { 'accept-encoding': 'gzip' } }],
    ['too short to be packed', { query: one, headers: { 'accept-encoding': 'gzip' } }],
    ['for a page of an allowed origin', { query: one, headers: { origin: page } }],
    ['for a page of another origin', { query: one, headers: { origin: 'https://other.example' } }],
    ['of the strict type', { query: one, headers: { accept: 'application/graphql-response+json' } }],
    ['to a charset that is named', { query: one, headers: { 'content-type': 'application/json; charset=utf-8' } }],
    [
      'with variables and a name',
      {
        query: 'query A($id: ID!) { system(incident: "kept", id: $id) { key } }',
        variables: { id: 's1' },
        operationName: 'A',
      },
    ],
    ['on a connection that is kept', { query: one, headers: { connection: 'keep-alive' } }],
  ])('is the same by both roads: %s', async (_what, question) => {
    const first = await askAs({ ...question, path: long });
    await askAs({ ...question, path: long }); // from here on it is packed
    const replies: Reply[] = [];
    const kept = await keptIn(async () => {
      for (const path of [long, short, long, short]) replies.push(await askAs({ ...question, path }));
    });
    expect(kept).toEqual({ short: 2, long: 2 });
    expect(first.status).toBe(200);
    expect(replies.map(({ text }) => text)).toEqual(Array(4).fill(first.text));
    for (const reply of replies) expect(told(reply)).toEqual(told(replies[0]!));
  });

  test('is answered first and last by the same headers, but for its form', async () => {
    const fresh = await askAs({ query: '{ system(incident: "kept", id: "s7") { key name } }' });
    const kept = await askAs({ query: '{ system(incident: "kept", id: "s7") { key name } }' });
    expect(told(kept)).toEqual(told(fresh));
  });
});

describe('what is not kept', () => {
  const post = (headers: Record<string, string>, body: string, path: string) =>
    fetch(desks.server.url + path, { method: 'POST', headers, body });
  const owner = { authorization: '', 'content-type': 'application/json' };

  test.each<[string, Question]>([
    ['nobody', { query: one, token: '' }],
    ['a token that was never given', { query: one, token: 'bs_guessed' }],
    ['another scheme', { query: one, headers: { authorization: 'Basic b3duZXI6eA==' } }],
    ['an incident that is not there', { query: '{ incident(id: "nowhere") { key } }' }],
    ['a wrong document', { query: '{ nobody }' }],
    ['an error', { query: '{ incident(id: "kept") { systems(after: "?") { totalCount } } }' }],
    ['what hangs on who asks', { query: '{ viewer { handle } }' }],
  ])('is refused or answered alike: %s', async (_what, question) => {
    const replies: Reply[] = [];
    const kept = await keptIn(async () => {
      for (const path of [short, long, short]) replies.push(await askAs({ ...question, path }));
    });
    expect(kept).toEqual({ short: 0, long: 0 });
    for (const reply of replies) expect(told(reply)).toEqual(told(replies[0]!));
  });

  test.each([
    ['no JSON', '{"query":'],
    ['nothing', ''],
    ['a batch', JSON.stringify([{ query: one }])],
    ['another part', JSON.stringify({ query: one, extensions: {} })],
    ['a text', '"x"'],
    ['other than UTF-8', Buffer.from([0x22, 0xff, 0x22]).toString('latin1')],
  ])('a body of %s', async (_what, body) => {
    const headers = { ...owner, authorization: `Bearer ${desks.token('oscar')}` };
    const answers = await Promise.all([short, long].map((path) => post(headers, body, path)));
    const [one, other] = await Promise.all(answers.map(async (answer) => [answer.status, await answer.text()]));
    expect(one).toEqual(other);
  });
});

describe('who asks for a kept answer', () => {
  const keep = async () => {
    for (let n = 0; n < 2; n++) await askAs({ query: hidden });
    expect(await keptIn(() => askAs({ query: hidden }))).toEqual({ short: 1, long: 0 });
  };

  // before anybody is made: with another directory every answer is made anew
  test('is counted as often as for any other', async () => {
    const statuses: number[] = [];
    for (const path of [short, short, short, long, short, long, short, long])
      statuses.push((await askAs({ url: limited.url, query: hidden, path })).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 429, 429]);
    expect(await keptAnswersOf(limited)).toEqual({ short: 3, long: 2 });
  });

  test('finds none of an incident that is hidden from him', async () => {
    const { token } = await makePerson(desks.server, 'sees-one', [{ role: 'OBSERVER', incident: 'kept' }]);
    await desks.know(token);
    await keep();
    const { text } = await askAs({ query: hidden, token });
    expect(JSON.parse(text).data).toEqual({ incident: null });
  });

  test('finds none once his token is revoked, and none after its end', async () => {
    const { id, token, tokenId } = await makePerson(desks.server, 'goes', [{ role: 'OBSERVER' }]);
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const ending = await makeToken(desks.server, id, { expiresAt });
    await desks.know(token);
    await desks.know(ending.secret);
    await keep();
    const revoke = `mutation { revokeAccessToken(input: { token: "${tokenId}" }) { userErrors { message } } }`;
    expect((await askAs({ query: hidden, token })).status).toBe(200);
    await askAs({ query: revoke, token: desks.server.token });
    expect((await askAs({ query: hidden, token })).status).toBe(401);
    expect((await askAs({ query: hidden, token: ending.secret })).status).toBe(200);
    await moveClock(desks.database.ownerUrl, 61);
    await eventually(
      async () => ((await askAs({ query: hidden, token: ending.secret })).status === 401 ? true : undefined),
      'the end of the token',
    );
  });
});
