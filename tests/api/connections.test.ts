import WebSocket from 'ws';
import { gql } from '../support/client';
import { createDatabase, type TestDatabase } from '../support/database';
import { eventually } from '../support/eventually';
import { executionsOf } from '../support/metrics';
import { makePerson, type Person } from '../support/people';
import { type RunningServer, startServer } from '../support/process';
import { openStream } from '../support/streams';

const allowed = 'https://board.example';
const plan = JSON.stringify({
  format: 'blackstart/v1',
  systems: Array.from({ length: 500 }, (_, n) => ({
    key: `s${n}`,
    name: `System ${n} ${'x'.repeat(150)}`,
    tier: 1,
    zone: 'L4',
  })),
});
const progress = 'subscription { incidentProgress(incident: "here") { position total } }';

let database: TestDatabase;
let server: RunningServer;
let observer: Person;

beforeAll(async () => {
  database = await createDatabase();
  server = await startServer({ ...database.env, ALLOWED_ORIGINS: allowed });
  const declare = `mutation ($content: String!) { declareIncident(input: { key: "here", plan: { content: $content } }) { userErrors { message } } }`;
  await gql(server.url, server.token, declare, { content: plan });
  observer = await makePerson(server, 'observer', [{ role: 'OBSERVER' }]);
});
afterAll(async () => {
  await server.stop();
  await database.drop();
});

function dial(options: { headers?: Record<string, string>; protocols?: string[] } = {}): WebSocket {
  return new WebSocket(`${server.wsUrl}/graphql`, options.protocols ?? ['graphql-transport-ws'], {
    headers: options.headers ?? {},
  });
}

const opening = (socket: WebSocket) =>
  new Promise<string>((resolve) => {
    socket.once('open', () => resolve('open'));
    socket.once('error', (error) => resolve(error.message));
  }).finally(() => socket.terminate());

const init = () => JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${observer.token}` } });
const subscribe = (id: string, query = progress) => JSON.stringify({ id, type: 'subscribe', payload: { query } });

/** A socket that was let in, and what it has heard. */
async function seated(): Promise<{ socket: WebSocket; heard: any[]; closed: Promise<number> }> {
  const socket = dial();
  const heard: any[] = [];
  socket.on('open', () => socket.send(init()));
  socket.on('message', (frame: Buffer) => heard.push(JSON.parse(frame.toString())));
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  await eventually(() => heard[0], 'the acknowledgement');
  return { socket, heard, closed };
}

describe('a socket is not opened', () => {
  it.each([
    ['for a page of a foreign origin', { headers: { origin: 'https://evil.example' } }, '403'],
    ['for a page that hides its origin', { headers: { origin: 'null' } }, '403'],
    [
      'for a page of a host whose name begins like ours',
      { headers: { origin: 'http://127.0.0.1.evil.example' } },
      '403',
    ],
    ['by the legacy protocol', { protocols: ['graphql-ws'] }, '400'],
    ['by the protocol of others', { protocols: ['soap'] }, '400'],
  ])('%s', async (_who, options, status) => expect(await opening(dial(options))).toContain(status));

  it.each([
    ['a page of an allowed origin may', { headers: { origin: allowed } }],
    ['a page of this server may', { headers: { origin: '' } }],
    ['a program without an origin may', {}],
  ])('%s', async (_who, options: { headers?: { origin: string } }) => {
    if (options.headers?.origin === '') options.headers.origin = server.url;
    expect(await opening(dial(options))).toBe('open');
  });
});

describe('an open socket', () => {
  it('closes on a frame of 1 MiB', async () => {
    const { socket, closed } = await seated();
    socket.send('x'.repeat(1024 * 1024));
    expect(await closed).toBe(1009);
  });

  it('has ten of 1,000 subscriptions; the others are refused before the executor', async () => {
    const before = await executionsOf(server, 'socket');
    const { socket, heard } = await seated();
    for (let n = 0; n < 1000; n++) socket.send(subscribe(`s${n}`));
    await eventually(() => (heard.length >= 1001 ? true : undefined), '1,000 answers');
    const errors = heard.filter(({ type }) => type === 'error');
    expect(errors).toHaveLength(990);
    expect(new Set(errors.map(({ payload }) => payload[0].extensions.code))).toEqual(new Set(['LIMIT_EXCEEDED']));
    expect(await executionsOf(server, 'socket')).toBe(before + 10);
    socket.terminate();
  });
});

describe('who reads slowly', () => {
  // each answer holds 500 systems, about 100 KiB; `after: 0` tells each of them once
  const large = `subscription { systemChanged(incident: "here", after: 0) { system { incident { systems(first: 500) { nodes { id name } } } } } }`;

  it('on a socket: nothing more is made for him, and he is closed after ten seconds', async () => {
    const { socket, closed } = await seated();
    const began = Date.now();
    socket.pause();
    socket.send(subscribe('1', large));
    await eventually(async () => ((await openOf('socket')) === 0 ? undefined : true), 'the socket to be counted');
    const busy = gql(server.url, observer.token, '{ viewer { id } }');
    expect((await busy).status).toBe(200);
    const code = await Promise.race([closed, goneAfter(began, () => socket.resume())]);
    expect(code === 4429 || code === 1006).toBe(true);
    expect(Date.now() - began).toBeGreaterThan(9000);
    socket.terminate();
  });

  it('on a stream: the same', async () => {
    const began = Date.now();
    const stream = await openStream(server.url, observer.token, large);
    stream.pause();
    await eventually(async () => ((await openOf('stream')) === 0 ? true : undefined), 'the end of the stream', 30_000);
    expect(Date.now() - began).toBeGreaterThan(9000);
    stream.resume();
    expect(await stream.ended).toBe(false);
    // what was made for him is what fits into the buffers, not 50 MiB
    expect(stream.text().length).toBeLessThan(16 * 1024 * 1024);
  });
});

/** Lets the client read again once the server must have given it up, so that it learns of its end. */
function goneAfter(began: number, resume: () => void): Promise<number> {
  return new Promise((_resolve, reject) => {
    const look = setInterval(() => {
      if (Date.now() - began < 12_000) return;
      resume();
      clearInterval(look);
      setTimeout(() => reject(new Error('the socket is still open')), 20_000).unref();
    }, 100);
  });
}

async function openOf(transport: string): Promise<number> {
  const headers = { authorization: `Bearer ${server.token}` };
  const text = await (await fetch(`${server.url}/metrics`, { headers })).text();
  return Number(new RegExp(`blackstart_open_connections\\{transport="${transport}"\\} (\\d+)`).exec(text)?.[1] ?? 0);
}

describe('over HTTP', () => {
  const bearer = () => ({ authorization: `Bearer ${observer.token}` });
  const asGet = (query: string, headers: Record<string, string> = {}) =>
    fetch(`${server.url}/graphql?${new URLSearchParams({ query }).toString()}`, {
      headers: { ...bearer(), ...headers },
    });

  it('a query by GET is answered, a mutation is not', async () => {
    expect((await asGet('{ viewer { id } }')).status).toBe(200);
    const before = await executionsOf(server);
    const answer = await asGet('mutation { revokeAccessToken(input: { token: "x" }) { userErrors { code } } }');
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
    expect(await executionsOf(server)).toBe(before);
  });

  it.each([
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/plain',
    'text/plain;application/json',
  ])('a form that pages may send without asking is not read: %s', async (type) => {
    const body = '{"query":"{ viewer { id } }"}';
    const answer = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { ...bearer(), 'content-type': type },
      body,
    });
    expect(answer.status).toBe(415);
  });

  it('nothing but the header lets somebody in: no cookie, no address, no body', async () => {
    const token = observer.token;
    const tries: [string, RequestInit][] = [
      ['', { headers: { cookie: `authorization=Bearer ${token}; token=${token}` } }],
      [`&authorization=Bearer%20${token}&token=${token}`, {}],
      ['', { headers: { 'x-authorization': `Bearer ${token}`, 'proxy-authorization': `Bearer ${token}` } }],
      ['', { headers: { authorization: `Basic ${Buffer.from(`observer:${token}`).toString('base64')}` } }],
      [
        '',
        {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({
            query: '{ viewer { id } }',
            authorization: `Bearer ${token}`,
            extensions: { authorization: `Bearer ${token}` },
          }),
        },
      ],
    ];
    for (const [search, options] of tries) {
      expect((await fetch(`${server.url}/graphql?query=%7Bviewer%7Bid%7D%7D${search}`, options)).status).toBe(401);
    }
  });

  it('a foreign page may not read, an allowed one may', async () => {
    const asked = (origin: string) =>
      fetch(`${server.url}/graphql`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      });
    expect((await asked('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
    expect((await asked(allowed)).headers.get('access-control-allow-origin')).toBe(allowed);
    expect(
      (await asGet('{ viewer { id } }', { origin: 'https://evil.example' })).headers.get('access-control-allow-origin'),
    ).toBeNull();
  });

  it.each(['/graphql', '/graphql/stream', '/health/live', '/health/ready', '/metrics', '/nowhere'])(
    '%s has the headers of security',
    async (path) => {
      for (const headers of [{}, bearer()]) {
        const answer = await fetch(`${server.url}${path}`, { headers });
        const header = (name: string) => answer.headers.get(name);
        expect(header('content-security-policy')).toMatch(/^default-src 'none';.*frame-ancestors 'none'/);
        expect(header('content-security-policy')).not.toMatch(/unsafe|https?:|\*/);
        expect(header('x-content-type-options')).toBe('nosniff');
        expect(header('x-frame-options')).toBe('SAMEORIGIN');
        expect(header('referrer-policy')).toBe('no-referrer');
        expect(header('cache-control')).toContain('no-store');
        expect(header('x-powered-by')).toBeNull();
        expect(header('server')).toBeNull();
      }
    },
  );
});
