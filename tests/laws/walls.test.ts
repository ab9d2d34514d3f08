import ts from 'typescript';
import { systemStates } from '../../src/domain/words';
import { type Import, type Sources, allImports, nodesOf, placeOf, sourcesOf, treeOf } from './sources';

const rooms = [
  'domain',
  'chain',
  'board',
  'log',
  'evidence',
  'postgres',
  'access',
  'plans',
  'planning',
  'view',
  'graphql',
  'http',
  'cli',
] as const;
const roles = ['record', 'commands', 'command', 'resolver', 'type', 'enum', 'input', 'payload', 'args'] as const;
const shapes = ['type', 'enum', 'input', 'payload', 'args'];

/** The room of a file: its suffix says so first, then its folder; a package is its own. */
function roomOf(path: string): string {
  if (!path.endsWith('.ts'))
    return path.startsWith('node:')
      ? 'node'
      : path
          .split('/')
          .slice(0, path.startsWith('@') ? 2 : 1)
          .join('/');
  const role = roles.find((one) => path.endsWith(`.${one}.ts`));
  if (role) return shapes.includes(role) ? 'shape' : role === 'command' ? 'commands' : role;
  const folder = rooms.find((one) => path.startsWith(`src/${one}/`));
  if (folder) return folder;
  const parts = path.split('/');
  return parts[0] === 'src' && parts.length > 2 ? 'noun' : path.replace(/^src\//, '');
}

const nounOf = (path: string): string => path.split('/').slice(0, 2).join('/');

const below = ['domain', 'board', 'log', 'record', 'noun', 'access', 'plans', 'planning', 'postgres'];
const packages = ['node', 'pg', 'typeorm'];

/** What each room may have at run time. What is not in the table is a wall. */
const mayHave: Record<string, readonly string[]> = {
  domain: ['domain'],
  chain: ['chain', 'domain', 'node'],
  board: ['board', 'domain'],
  record: ['typeorm'],
  log: ['log', 'chain', 'board', 'domain', 'record', 'postgres', 'canonicalize', 'node', 'pg'],
  evidence: ['evidence', 'chain', 'log', 'domain', 'node'],
  commands: ['commands', 'domain', 'board', 'log', 'record', 'noun', 'access'],
  shape: ['shape', 'view', 'domain', 'log', 'plans', 'planning', 'noun', 'type-graphql'],
  resolver: ['commands', 'shape', 'view', 'domain', 'board', 'log', 'plans', 'planning', 'noun', 'type-graphql'],
  noun: ['noun', 'domain', 'board', 'log'],
  view: ['view', 'shape', 'domain', 'board', 'log', 'dataloader', 'graphql', 'graphql-scalars', 'type-graphql', 'node'],
  access: [
    'access',
    'chain',
    'domain',
    'record',
    'typeorm',
    'canonicalize',
    'jose',
    '@node-rs/argon2',
    'p-limit',
    'node',
  ],
  plans: ['plans', 'domain', 'csv-parse', 'yaml', 'node'],
  planning: ['planning', 'view', 'domain', 'board', 'lru-cache', 'node'],
  postgres: ['postgres', 'record', 'migrations/recovery-tables.ts', 'ormconfig.ts', 'config.ts', ...packages],
  graphql: [
    ...[
      'graphql',
      'resolver',
      'shape',
      'view',
      ...below,
      '@apollo/server',
      'graphql-jit',
      'graphql-ws',
      'lru-cache',
      'type-graphql',
    ],
    ...armor(),
    'lru-cache',
    'secrets.ts',
    'node',
    'reflect-metadata',
  ],
  http: [
    'http',
    'graphql',
    'view',
    ...below,
    '@as-integrations/fastify',
    'fastify',
    'helmet',
    'ipaddr.js',
    'lru-cache',
    'graphql-sse',
    'graphql-ws',
    'prom-client',
    'rate-limiter-flexible',
    'ws',
    'node',
  ],
  cli: [
    'cli',
    'commands',
    'shape',
    'house.ts',
    'server.ts',
    'config.ts',
    'journal.ts',
    'evidence',
    'secrets.ts',
    ...below,
    'commander',
    'cli-progress',
    'node',
  ],
  'config.ts': ['config.limits.ts', 'zod', 'node'],
  'config.limits.ts': ['zod'],
  'secrets.ts': [],
  'journal.errors.ts': [],
  'journal.ts': ['config.ts', 'journal.errors.ts', 'secrets.ts', 'pino'],
  'records.ts': ['config.ts', 'ormconfig.ts', 'domain', 'board', 'postgres', 'typeorm'],
  'house.ts': ['config.ts', 'journal.ts', 'records.ts', 'http', 'view', ...below, ...packages],
  'server.ts': ['house.ts', 'config.ts', 'journal.ts', 'graphql', 'http', 'view', 'evidence', ...below, 'node'],
  'main.ts': ['cli', 'reflect-metadata'],
};

function armor(): string[] {
  return ['cost-limit', 'max-aliases', 'max-depth', 'max-directives'].map((one) => `@escape.tech/graphql-armor-${one}`);
}

/** What a room may not even have as a type: types are free everywhere else. */
const notEvenTypes: Record<string, (room: string) => boolean> = {
  domain: (room) => room !== 'domain',
  board: (room) => !['board', 'domain', 'record', 'pg'].includes(room),
  // the check of a log must not lean on what keeps it
  evidence: (room) => !['evidence', 'chain', 'log', 'domain', 'node', 'config.ts'].includes(room),
  record: (room) => !['typeorm', 'domain'].includes(room),
  commands: (room) => ['graphql', 'type-graphql', 'http', 'view', 'shape', 'resolver'].includes(room),
  resolver: (room) => ['typeorm', 'pg', 'record', 'graphql', 'http'].includes(room),
  shape: (room) => ['typeorm', 'pg', 'record', 'graphql', 'http'].includes(room),
};

/** The imports that go through a wall. */
function breaches(sources: Sources): string[] {
  return allImports(sources)
    .filter(isBreach)
    .map(({ from, to, isType }) => `${from} has ${isType ? 'the type of ' : ''}${to}`);
}

function isBreach({ from, to, isType, names }: Import): boolean {
  const [own, other] = [roomOf(from), roomOf(to)];
  if (notEvenTypes[own]?.(other)) return true;
  // a rule is asked by a command only
  if (['resolver', 'shape'].includes(own) && names.some((name) => /^(decide|refuse)/.test(name))) return true;
  if (isType) return false;
  if (own === 'commands' && from.startsWith('src/access/') && other === 'node') return false;
  const isOwnNoun = nounOf(from) === nounOf(to);
  if (other === 'commands' && own !== 'cli' && !isOwnNoun) return true;
  if (['access', 'noun'].includes(other) && own === 'commands' && !isOwnNoun) return true;
  if (['shape', 'resolver'].includes(own) && isOwnNoun && other === 'access') return false;
  if (own === 'record' && from.startsWith('src/')) return other !== 'typeorm';
  return !(mayHave[own] ?? []).includes(other);
}

const equalities = [
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
];

/** Where a resolver or a type asks for the state of a system: that is a rule's business. */
function statesAsked(sources: Sources): string[] {
  return Object.entries(sources)
    .filter(([file]) => /\.(resolver|type)\.ts$/.test(file))
    .flatMap(([file, text]) => nodesOf(treeOf(file, text)))
    .filter(
      (node) => ts.isStringLiteral(node) && (systemStates as readonly string[]).includes(node.text) && isAsked(node),
    )
    .map(placeOf);
}

function isAsked({ parent }: ts.Node): boolean {
  if (ts.isCaseClause(parent)) return true;
  if (ts.isBinaryExpression(parent)) return equalities.includes(parent.operatorToken.kind);
  const { parent: call } = parent;
  return ts.isArrayLiteralExpression(parent) && ts.isPropertyAccessExpression(call) && call.name.text === 'includes';
}

const sources = sourcesOf('src');

describe('the walls between the rooms', () => {
  it('nothing reaches through one', () => {
    expect(breaches(sources)).toEqual([]);
  });

  it('every file of the source stands in a room that the table knows', () => {
    expect(Object.keys(sources).filter((file) => !(roomOf(file) in mayHave))).toEqual([]);
  });

  it('resolvers and types ask for no state', () => {
    expect(statesAsked(sources)).toEqual([]);
  });
});

describe('the law of the walls bites', () => {
  it.each([
    ['src/domain/gate.ts', "import { Board } from '../board/board';"],
    ['src/domain/gate.ts', "import type { Board } from '../board/board';"],
    ['src/domain/gate.ts', "import { randomUUID } from 'node:crypto';"],
    ['src/domain/plan/read.ts', "import { parse } from 'yaml';"],
    ['src/domain/gate.ts', "export * from 'canonicalize';"],
    ['src/domain/gate.ts', "const later = await import('../log/lane');"],
    ['src/domain/gate.ts', "const pg = require('pg');"],
    ['src/board/board.ts', "import { lane } from '../log/lane';"],
    ['src/board/load.ts', "import { Pool } from 'pg';"],
    ['src/systems/system.record.ts', "import { PlantRecord } from '../plants/plant.record';"],
    ['src/systems/system.record.ts', "import { Field } from 'type-graphql';"],
    [
      'src/systems/system.commands.ts',
      "import { startRestore } from './restore.commands'; import { x } from '../holds/hold.commands';",
    ],
    ['src/systems/system.commands.ts', "import { requestError } from '../view/errors';"],
    ['src/systems/system.commands.ts', "import type { System } from './system.type';"],
    ['src/systems/system.type.ts', "import { Entity } from 'typeorm';"],
    ['src/systems/system.type.ts', "import type { DataSource } from 'typeorm';"],
    ['src/systems/system.resolver.ts', "import { SystemRecord } from './system.record';"],
    ['src/systems/system.resolver.ts', "import { placeHold } from '../holds/hold.commands';"],
    ['src/systems/system.resolver.ts', "import { decideOnline } from '../domain/online';"],
    ['src/systems/system.resolver.ts', "import { send } from '../http/outbox';"],
    ['src/log/lane.ts', "import { View } from '../view/view';"],
    ['src/log/draft.ts', "import { sealCheckpoint } from '../evidence/checkpoint';"],
    ['src/evidence/chain.ts', "import { Client } from 'pg';"],
    ['src/evidence/chain.ts', "import type { Board } from '../board/board';"],
    ['src/evidence/signing.ts', "import type { House } from '../house';"],
    ['src/house.ts', "import { Signing } from './evidence/signing';"],
    ['src/view/view.ts', "import { startRestore } from '../systems/restore.commands';"],
    ['src/graphql/schema.ts', "import { listen } from '../http/app';"],
    ['src/http/app.ts', "import { startServer } from '../server';"],
    ['src/server.ts', "import { program } from './cli/program';"],
    ['src/plans/read.ts', "import { change } from '../log/transaction';"],
    ['src/access/directory.ts', "import { change } from '../log/transaction';"],
    ['src/config.ts', "import { x } from './domain/words';"],
  ])('%s: %s', (file, text) => {
    expect(breaches({ [file]: text })).toHaveLength(1);
  });

  it('and leaves alone what is allowed', () => {
    const fine = {
      'src/domain/gate.ts': "import { isOpen } from './incident'; import type { World } from './world';",
      'src/board/load.ts': "import type { ClientBase } from 'pg'; import { later } from '../domain/time';",
      'src/systems/system.record.ts': "import { Entity } from 'typeorm'; import type { Zone } from '../domain/words';",
      'src/systems/system.commands.ts':
        "import { onSystem } from '../domain/named'; import { change } from '../log/transaction';",
      'src/systems/system.resolver.ts':
        "import { startRestore } from './restore.commands'; import { Arg } from 'type-graphql';",
    };
    expect(breaches(fine)).toEqual([]);
  });

  it.each([
    "if (row.state === 'ONLINE') return 1;",
    "const a = 'RETIRED' !== row.state;",
    "switch (state) { case 'STOPPING': break; }",
    "const a = ['RESTORED', 'VALIDATED'].includes(state);",
  ])('a state asked for: %s', (text) => {
    expect(statesAsked({ 'src/systems/system.type.ts': text })).not.toEqual([]);
    expect(statesAsked({ 'src/domain/online.ts': text })).toEqual([]);
  });

  it('a state that is only named is not asked for', () => {
    expect(statesAsked({ 'src/systems/system.resolver.ts': "const defaultState = 'ONLINE';" })).toEqual([]);
  });
});
