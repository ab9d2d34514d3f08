import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import type { Client } from 'pg';
import WebSocket from 'ws';
import { withClient } from '../../src/postgres/client';
import { attempt, transports } from '../support/attempts';
import { gql } from '../support/client';
import { createDatabase, type TestDatabase } from '../support/database';
import { depth } from '../support/depth';
import { makePerson } from '../support/people';
import { type RunningServer, startServer } from '../support/process';

const fewest = depth(300, 500);
const canary = () => `Canary${randomBytes(9).toString('hex')}`;
const token = `bs_${randomBytes(32).toString('base64url')}`;
const kept = { password: canary(), note: canary(), description: canary(), bearer: `bs_${canary()}${canary()}` };

let database: TestDatabase;
let server: RunningServer;
let engineer: string;
const answers: string[] = [];

beforeAll(async () => {
  database = await createDatabase();
  server = await startServer({ ...database.env, BLACKSTART_ADMIN_TOKEN: token, LOG_LEVEL: 'trace' });
  const plan = {
    format: 'blackstart/v1',
    systems: [{ key: 'core', name: 'Core', tier: 0, zone: 'L4', description: kept.description }],
  };
  const declare = `mutation ($content: String!) { declareIncident(input: { key: "here", plan: { content: $content } }) { userErrors { message } } }`;
  await gql(server.url, token, declare, { content: JSON.stringify(plan) });
  engineer = (await makePerson(server, 'engineer', [{ role: 'ENGINEER' }])).token;
  const note =
    'mutation ($text: String!) { addNote(input: { incident: "here", system: "core", text: $text }) { userErrors { message } } }';
  for (const text of [kept.note, kept.bearer, `password=${kept.password}`])
    await gql(server.url, engineer, note, { text });
});
afterAll(async () => {
  await server.stop();
  await database.drop();
});

/** The secrets that this server was given, and those that lie in its data. */
function secrets(): string[] {
  const urls = [database.appUrl, database.ownerUrl].flatMap((url) => [url, new URL(url).password]);
  return [token, engineer, ...urls, ...Object.values(kept)].filter((one) => one.length >= 10);
}

const hear = async (answer: Promise<{ text: string } | string>) => {
  const heard = await answer.catch((error: unknown) => String(error));
  answers.push(typeof heard === 'string' ? heard : heard.text);
};

async function post(body: string, headers: Record<string, string> = {}, path = '/graphql'): Promise<string> {
  const authorization = { authorization: `Bearer ${token}` };
  const given = { 'content-type': 'application/json', ...authorization, ...headers };
  const answer = await fetch(`${server.url}${path}`, { method: 'POST', headers: given, body });
  return `${JSON.stringify([...answer.headers])}${await answer.text()}`;
}

const documents: [query: string, variables?: unknown][] = [
  ['{ viewer {'],
  ['{ nobody }'],
  ['query ($id: ID!) { incident(id: $id) { key } }'],
  ['query ($id: ID!) { incident(id: $id) { key } }', { id: { a: 1 } }],
  ['{ incident(id: "here") { systems(after: "wrong") { nodes { key } } } }'],
  ['{ incident(id: "here") { systems(first: 0) { nodes { key } } } }'],
  ['{ incident(id: "here") { notes(after: "wrong") { nodes { id } } } }'],
  ['{ incident(id: "here", atLeast: 2000000000) { key } }'],
  ['{ incident(id: "here") { events(before: "x", after: "y") { nodes { id } } } }'],
  ['{ node(id: "no uuid") { id } }'],
  ['{ incident(id: "\\u0000") { key } }'],
  ['mutation { startRestore(input: { incident: "here", system: "core" }) { userErrors { message } } }'],
  ['mutation { startRestore(input: { incident: "here" }) { userErrors { message } } }'],
  [
    'mutation ($p: String!) { applyPlan(input: { incident: "here", plan: { content: $p } }) { userErrors { message } } }',
    { p: '{' },
  ],
  [
    'mutation { createPrincipal(input: { handle: "engineer", name: "x", kind: HUMAN, grants: [] }) { userErrors { message } } }',
  ],
  ['subscription { incidentEvents(incident: "nowhere", after: 5) { position } }'],
  ['subscription { incidentEvents(incident: "here", after: 2000000000) { position } }'],
  ['subscription { incidentEvents(incident: "here", after: -1) { position } }'],
  ['subscription { incidentEvents(incident: "here", after: 1, afterHash: "wrong") { position } }'],
  [`{ ${'viewer { id } '.repeat(1000)} }`],
  ['{ a: viewer { id } '.repeat(3)],
];

async function provokeOverAll(): Promise<void> {
  const askAll = async (transport: (typeof transports)[number], bearer: string) => {
    for (const [query, variables] of documents)
      await hear(attempt(server.url, bearer, transport, { query, variables }));
  };
  const bearers = [token, engineer, kept.bearer];
  await Promise.all(transports.flatMap((transport) => bearers.map((bearer) => askAll(transport, bearer))));
}

/** Malformed bodies, headers and frames, most with a token that is right. */
async function provokeBelowGraphQL(): Promise<void> {
  const bodies = [
    '{',
    '[]',
    '[{}]',
    '{"query":1}',
    'null',
    '""',
    '{"query":"{ viewer { id } }","variables":"x"}',
    `{"query":"${'x'.repeat(2_000_000)}`,
  ];
  for (const path of ['/graphql', '/graphql/stream', `/nowhere/${'x'.repeat(50)}`]) {
    for (const body of bodies) await hear(post(body, { accept: 'text/event-stream' }, path));
    for (const body of bodies) await hear(post(body, { 'content-type': 'text/plain' }, path));
    for (const body of bodies.slice(0, 4))
      await hear(post(body, { origin: 'https://evil.example', accept: '*/*' }, path));
  }
  for (let n = 0; n < 20; n++)
    await hear(raw(`GET /graphql HTTP/1.1\r\nauthorization: Bearer ${token}\r\nbad header\r\n\r\n`));
  for (let n = 0; n < 20; n++)
    await hear(
      raw(`POST /graphql HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${token}\r\ntransfer-encoding: wrong\r\n\r\n`),
    );
  const init = JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
  const frames = [
    'nonsense',
    '{}',
    '{"type":"next"}',
    'x'.repeat(1024 * 1024),
    '{"type":"connection_init"}',
    '{"type":"subscribe","id":"1","payload":{"query":7}}',
  ];
  for (const frame of frames) for (const first of [[], [init]]) await hear(overSocket([...first, frame]));
}

function raw(text: string): Promise<string> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve) => {
    let heard = '';
    const wire = connect(Number(port), hostname, () => wire.end(text));
    wire.on('data', (chunk) => (heard += chunk.toString()));
    wire.on('close', () => resolve(heard));
    wire.on('error', () => undefined);
  });
}

function overSocket(frames: readonly string[]): Promise<string> {
  const socket = new WebSocket(`${server.wsUrl}/graphql`, 'graphql-transport-ws');
  let heard = '';
  return new Promise((resolve) => {
    socket.on('open', () => frames.forEach((frame) => socket.send(frame)));
    socket.on('message', (frame: Buffer) => (heard += frame.toString()));
    socket.on('error', (error) => (heard += String(error)));
    socket.on('close', (code, reason) => resolve(`${heard} ${code} ${String(reason)}`));
  });
}

/** Requests while the database kills whoever comes, and while it knows nothing of our tables. */
async function provokeInDatabase(): Promise<void> {
  const reads = [
    '{ incident(id: "here") { notes { nodes { id } } } }',
    '{ incident(id: "here") { events { nodes { id } } } }',
  ];
  const write = 'mutation ($t: String!) { addNote(input: { incident: "here", text: $t }) { userErrors { message } } }';
  await withClient(database.ownerUrl, async (client) => {
    const kill =
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()';
    for (let round = 0; round < depth(6, 30); round++) {
      const under = [...reads, write].map((query) =>
        attempt(server.url, engineer, 'HTTP', { query, variables: { t: 'more' } }),
      );
      await client.query(kill);
      for (const answer of under) await hear(answer);
    }
    await provokeWrites(client);
    await client.query('ALTER TABLE blackstart.note RENAME TO mislaid');
    for (let round = 0; round < depth(15, 100); round++) {
      for (const query of [reads[0]!, write])
        await hear(attempt(server.url, engineer, 'HTTP', { query, variables: { t: kept.note } }));
    }
    await client.query('ALTER TABLE blackstart.mislaid RENAME TO note');
  });
}

/** Writes that the database refuses, saying what is in the row, and with secrets in what it says. */
async function provokeWrites(client: Client): Promise<void> {
  const write = 'mutation ($t: String!) { addNote(input: { incident: "here", text: $t }) { userErrors { message } } }';
  const each = async (rounds: number, text: string) => {
    for (let n = 0; n < rounds; n++)
      await hear(attempt(server.url, engineer, 'HTTP', { query: write, variables: { t: text } }));
  };
  await client.query('ALTER TABLE blackstart.note ADD CONSTRAINT nothing CHECK (length(text) = 0) NOT VALID');
  for (const text of Object.values(kept)) await each(5, text);
  await client.query('ALTER TABLE blackstart.note DROP CONSTRAINT nothing');
  const said = `cannot reach ${database.ownerUrl} as Bearer ${kept.bearer} or ${token}, password=${kept.password}`;
  await client.query(
    `CREATE FUNCTION talk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '${said}'; END $$`,
  );
  await client.query('CREATE TRIGGER talk BEFORE INSERT ON blackstart.note FOR EACH ROW EXECUTE FUNCTION talk()');
  await each(10, 'more');
  await client.query('DROP TRIGGER talk ON blackstart.note');
}

test(`${fewest} failures of many kinds, and not one secret in an answer or in the log`, async () => {
  await provokeOverAll();
  await provokeBelowGraphQL();
  await provokeInDatabase();
  const failures = answers.filter((text) => !text.startsWith('{"data":{') || text.includes('"errors":['));
  expect(failures.length).toBeGreaterThanOrEqual(fewest);
  const log = server.output();
  const own = answers.filter((text) => text.includes('INTERNAL_SERVER_ERROR'));
  expect(own.length).toBeGreaterThan(20);
  for (const text of own) {
    const { id } = JSON.parse(text).errors[0].extensions;
    expect(log.split('\n').filter((line) => line.includes(id))).toHaveLength(1);
  }
  for (const text of answers) expect(text).not.toMatch(/node_modules|\.ts:\d|\.js:\d|SELECT |INSERT |mislaid|\/work\//);
  const leaks = secrets().flatMap((secret) => [
    ...answers.filter((text) => text.includes(secret)).map((text) => `answer: ${text.slice(0, 200)}`),
    ...log
      .split('\n')
      .filter((line) => line.includes(secret))
      .map((line) => `log: ${line.slice(0, 200)}`),
  ]);
  expect(leaks).toEqual([]);
});
