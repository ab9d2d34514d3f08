import WebSocket from 'ws';
import { withClient } from '../../src/postgres/client';
import { gql, openSubscriber, take } from '../support/client';
import { createDatabase, type TestDatabase } from '../support/database';
import { toldChange } from '../support/forged-access';
import { eventually } from '../support/eventually';
import { makePerson, makeToken, type Person } from '../support/people';
import { type RunningServer, startServer } from '../support/process';

const plan = `format: blackstart/v1
systems: [{key: core, name: Core, tier: 0, zone: L4}]`;
const progress = 'subscription { incidentProgress(incident: "here") { position total } }';

let database: TestDatabase;
let server: RunningServer;
let second: RunningServer;
let observer: Person;
let silent: ReturnType<typeof dial>; // from the beginning: the other tests need not wait for its end

beforeAll(async () => {
  database = await createDatabase();
  server = await startServer(database.env);
  second = await startServer(database.env);
  const declare = `mutation ($key: String!, $content: String!) { declareIncident(input: { key: $key, plan: { content: $content } }) { userErrors { message } } }`;
  for (const key of ['here', 'elsewhere']) await gql(server.url, server.token, declare, { key, content: plan });
  observer = await makePerson(server, 'observer', [{ role: 'OBSERVER', incident: 'here' }]);
  silent = dial([]);
});
afterAll(async () => {
  await Promise.all([server.stop(), second.stop()]);
  await database.drop();
});

interface Closed {
  code: number;
  messages: { type: string; id?: string; payload?: any }[];
}

/** One raw socket: sends these once it is open, the others once it is acknowledged, and tells how it was closed. */
function dial(first: unknown[], acknowledged: unknown[] = [], protocols = ['graphql-transport-ws']) {
  const socket = new WebSocket(`${server.wsUrl}/graphql`, protocols);
  const messages: Closed['messages'] = [];
  const send = (message: unknown) => socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  socket.on('open', () => first.forEach(send));
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString());
    messages.push(message);
    if (message.type === 'connection_ack') acknowledged.forEach(send);
  });
  const closed = new Promise<Closed>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('close', (code) => resolve({ code, messages }));
  });
  return { socket, messages, send, closed };
}

const init = (token: string) => ({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
const subscribe = (id: string, query = progress) => ({ id, type: 'subscribe', payload: { query } });

describe('the door', () => {
  test('a subscription before the acknowledgement closes with 4401', async () => {
    expect(await dial([subscribe('1')]).closed).toEqual({ code: 4401, messages: [] });
  });

  test.each([
    ['no token', { type: 'connection_init' }],
    ['an unknown token', init('bs_unknown')],
    ['a token without Bearer', { type: 'connection_init', payload: { authorization: 'bs_unknown' } }],
  ])('%s closes with 4403', async (_name, message) => {
    expect(await dial([message]).closed).toEqual({ code: 4403, messages: [] });
  });

  test('another subprotocol, or none, is refused', async () => {
    for (const protocols of [['graphql-ws'], []]) {
      await expect(dial([], [], protocols).closed).rejects.toThrow('400');
    }
  });

  test('a second subprotocol beside the right one is not taken', async () => {
    const socket = new WebSocket(`${server.wsUrl}/graphql`, ['graphql-ws', 'graphql-transport-ws']);
    await new Promise((open) => socket.once('open', open));
    expect(socket.protocol).toBe('graphql-transport-ws');
    socket.terminate();
  });

  test('another path is not a socket', async () => {
    const socket = new WebSocket(`${server.wsUrl}/elsewhere`, 'graphql-transport-ws');
    await expect(new Promise((_open, fail) => socket.once('error', fail))).rejects.toThrow('404');
  });

  test('a frame above 64 KiB closes with 1009, nonsense with 4400', async () => {
    expect((await dial(['x'.repeat(65 * 1024)]).closed).code).toBe(1009);
    expect((await dial(['nonsense']).closed).code).toBe(4400);
    expect((await dial([{ type: 'connection_ack' }]).closed).code).toBe(4400);
  });

  test('nothing said within three seconds closes with 4408', async () => {
    expect((await silent.closed).code).toBe(4408);
  });
});

describe('what is subscribed to', () => {
  test('arrives, and ends when the client says so', async () => {
    const { messages, send, socket, closed } = dial([init(observer.token)], [subscribe('1')]);
    await eventually(() => messages.find(({ type }) => type === 'next'), 'the first progress');
    expect(messages[1]).toEqual({
      id: '1',
      type: 'next',
      payload: { data: { incidentProgress: { position: 1, total: 1 } }, extensions: { cost: 3 } },
    });
    send({ id: '1', type: 'complete' });
    send(subscribe('1'));
    await eventually(() => (messages.length === 3 ? true : undefined), 'the progress of the second subscription');
    socket.close();
    await closed;
  });

  test('queries and mutations go over HTTP', async () => {
    const documents = {
      q: '{ viewer { id } }',
      m: 'mutation { revokeAccessToken(input: { token: "x" }) { userErrors { code } } }',
    };
    const { messages, socket } = dial(
      [init(observer.token)],
      Object.entries(documents).map(([id, query]) => subscribe(id, query)),
    );
    await eventually(() => (messages.length === 3 ? true : undefined), 'two errors');
    for (const message of messages.slice(1)) {
      expect(message).toMatchObject({
        type: 'error',
        payload: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
      });
    }
    socket.terminate();
  });

  test('has the limits of HTTP', async () => {
    const wide = [...Array(31).keys()].map((n) => `a${n}: position`).join(' ');
    const documents = {
      tokens: `subscription { incidentProgress(incident: "here") { ${'position '.repeat(2000)} } }`,
      aliases: `subscription { incidentProgress(incident: "here") { ${wide} } }`,
      depth: `subscription { systemChanged(incident: "here") { system ${'{ incident { plants '.repeat(9)} { key } ${'} }'.repeat(9)} } }`,
    };
    const { messages, socket } = dial(
      [init(observer.token)],
      Object.entries(documents).map(([id, query]) => subscribe(id, query)),
    );
    await eventually(() => (messages.length === 4 ? true : undefined), 'three errors');
    for (const message of messages.slice(1)) {
      expect(message).toMatchObject({ type: 'error', payload: [{ extensions: { code: 'LIMIT_EXCEEDED' } }] });
    }
    socket.terminate();
  });

  test('is ten at most on one socket; one that ended makes room', async () => {
    const ten = [...Array(10).keys()].map((n) => subscribe(`s${n}`));
    const { messages, send, socket } = dial([init(observer.token)], ten);
    await eventually(() => (messages.filter(({ type }) => type === 'next').length === 10 ? true : undefined), 'ten');
    send(subscribe('s10'));
    const error = await eventually(() => messages.find(({ type }) => type === 'error'), 'the refusal');
    expect(error).toMatchObject({ id: 's10', payload: [{ extensions: { code: 'LIMIT_EXCEEDED' } }] });
    send({ id: 's0', type: 'complete' });
    send(subscribe('s11'));
    await eventually(() => messages.find(({ id, type }) => id === 's11' && type === 'next'), 'the eleventh');
    socket.terminate();
  });

  test.each([
    ['an incident that is not there', 'nowhere'],
    ['an incident that the viewer may not see', 'elsewhere'],
  ])('%s: FORBIDDEN', async (_name, incident) => {
    const client = openSubscriber(server.wsUrl, observer.token);
    const [answer] = await take(client.iterate(progress.replace('here', incident)), 1);
    expect(answer).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    await client.end();
  });

  test('wrong variables: BAD_USER_INPUT', async () => {
    const client = openSubscriber(server.wsUrl, observer.token);
    const query = 'subscription ($after: Int) { incidentEvents(incident: "here", after: $after) { position } }';
    const refused = take(client.iterate(query, { after: 'x' }), 1);
    await expect(refused).rejects.toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    await client.end();
  });
});

describe('an open socket closes with 4403 within five seconds', () => {
  const revoke = `mutation ($token: ID!) { revokeAccessToken(input: { token: $token }) { userErrors { code } } }`;

  async function listening(token: string) {
    const line = dial([init(token)], [subscribe('1')]);
    await eventually(() => line.messages.find(({ type }) => type === 'next'), 'the first progress');
    return line;
  }

  async function closesSoon(line: { closed: Promise<Closed> }): Promise<void> {
    const began = Date.now();
    expect((await line.closed).code).toBe(4403);
    expect(Date.now() - began).toBeLessThan(5000);
  }

  test('when its token is revoked', async () => {
    const { token, secret } = await makeToken(server, observer.id);
    const [line, other] = [await listening(secret), await listening(observer.token)];
    await gql(server.url, server.token, revoke, { token: token.id });
    await closesSoon(line);
    expect(other.socket.readyState).toBe(WebSocket.OPEN);
    other.socket.terminate();
  });

  test('when its token is revoked on another server', async () => {
    const { token, secret } = await makeToken(server, observer.id);
    const line = await listening(secret);
    await gql(second.url, second.token, revoke, { token: token.id });
    await closesSoon(line);
  });

  test('when its token expires', async () => {
    const { secret } = await makeToken(server, observer.id, { expiresAt: new Date(Date.now() + 3000).toISOString() });
    const line = await listening(secret);
    expect((await line.closed).code).toBe(4403);
  });

  test('when its grants change', async () => {
    const person = await makePerson(server, 'moving', [{ role: 'OBSERVER', incident: 'here' }]);
    const line = await listening(person.token);
    await withClient(database.ownerUrl, async (client) => {
      await toldChange(client, [person.id], () =>
        client.query('DELETE FROM blackstart.access_grant WHERE principal_id = $1', [person.id]),
      );
    });
    await closesSoon(line);
  });
});

test('a server that stops ends its sockets with 1001 and itself with 0', async () => {
  const socket = new WebSocket(`${second.wsUrl}/graphql`, 'graphql-transport-ws');
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  await new Promise((open) => socket.once('open', open));
  expect(await second.stop()).toBe(0);
  expect(await closed).toBe(1001);
});
