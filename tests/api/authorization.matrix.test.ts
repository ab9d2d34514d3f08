import { type GraphQLField, isInterfaceType } from 'graphql';
import { makeSchema } from '../../src/graphql/schema';
import { depth } from '../support/depth';
import { fieldsOf, type Names, type Request, requestsFor, type Root } from '../support/matrix.examples';
import {
  type Asker,
  askers,
  type Outcome,
  outcomeOf,
  ruled,
  sees,
  type Target,
  targets,
} from '../support/matrix.oracle';
import {
  type Channel,
  overEvents,
  overHttp,
  overSocket,
  type Said,
  type Transport,
} from '../support/matrix.transports';
import { type MatrixWorld, openMatrixWorld } from '../support/matrix.world';

/** Requests that are under way at once, each transport; a socket takes ten. */
const atOnce = 8;

const schema = makeSchema();
const fields = fieldsOf(schema);

interface Cell {
  root: Root;
  field: GraphQLField<unknown, unknown>;
  target: Target;
}
const cells: Cell[] = fields.flatMap((field) => targets.map((target) => ({ ...field, target })));

/** Of what a transport does not carry at all, each asker tries a part: together they try every cell. */
const parts = depth(askers.length, 1);
const cellsFor = ({ carries }: Transport, asker: Asker): Cell[] =>
  cells.filter(({ root }, place) => carries.includes(root) || (place + askers.indexOf(asker)) % parts === 0);

let world: MatrixWorld;
let before: string;
let transports: Record<string, Transport>;
const looked = new Map<string, Set<Cell>>();

beforeAll(async () => {
  world = await openMatrixWorld();
  const { url, wsUrl } = world.server;
  transports = { HTTP: overHttp(url), WebSocket: overSocket(wsUrl), SSE: overEvents(url) };
  before = await world.stand();
}, 60_000);
afterAll(() => world.end());

test('the rules speak of every field at the root, and of no other', () => {
  expect([...ruled].sort()).toEqual(fields.map(({ field }) => field.name).sort());
});

test('every kind of object is asked for by its UUID', () => {
  const node = schema.getType('Node');
  const kinds = isInterfaceType(node) ? schema.getPossibleTypes(node).map(({ name }) => name) : [];
  const [names] = world.namesFor(askers[0] as Asker, 'other incident');
  expect([...Object.keys(names?.nodes ?? {}), 'Principal'].sort()).toEqual(kinds.sort());
});

describe.each(['HTTP', 'WebSocket', 'SSE'])('over %s', (name) => {
  test.each(askers)(
    '$name is told what they may know, and no more',
    async (asker) => {
      const transport = transports[name]!;
      const channel = transport.open(world.tokenOf(asker));
      const asked = cellsFor(transport, asker);
      const faults = await inTurns(asked, (cell) => faultsOf(channel, transport, asker, cell));
      channel.close();
      looked.set(name, new Set([...(looked.get(name) ?? []), ...asked]));
      expect(faults.flat()).toEqual([]);
    },
    60_000,
  );
});

/** The fields at which somebody is found to be answered other than they should, when taken for somebody else. */
async function foundOut(name: string, root: Root, [real, taken]: [string, string]): Promise<Set<string>> {
  const [by, as] = [real, taken].map((one) => askers.find((asker) => asker.name === one) as Asker) as [Asker, Asker];
  const channel = transports[name]!.open(world.tokenOf(by));
  const asked = cells.filter((cell) => cell.root === root);
  const faults = await inTurns(asked, async (cell) => {
    return (await faultsOf(channel, transports[name]!, as, cell)).length > 0 ? [cell.field.name] : [];
  });
  channel.close();
  return new Set(faults.flat());
}

test('who is told too much, or may too little, is found out', async () => {
  const tooMuch: [string, string] = ['ADMIN of everything', 'OBSERVER of own incident'];
  const shown = [
    'accessLog',
    'breakGlass',
    'incident',
    'incidents',
    'milestone',
    'node',
    'plant',
    'principals',
    'system',
  ];
  expect([...(await foundOut('HTTP', 'Query', tooMuch))].sort()).toEqual(shown);
  const followed = ['incidentEvents', 'incidentProgress', 'systemChanged'];
  expect([...(await foundOut('WebSocket', 'Subscription', tooMuch))].sort()).toEqual(followed);
  const tooLittle = await foundOut('HTTP', 'Mutation', ['OBSERVER of own incident', 'VERIFIER of own incident']);
  const signed = ['addNote', 'placeHold', 'recordContainmentCheck', 'recordContainmentChecks', 'revokeContainment'];
  expect([...tooLittle].sort()).toEqual(
    [...signed, 'revokeAccessToken', 'createAccessToken', 'verifyContainment'].sort(),
  );
});

test('nothing has changed, and no cell was left out', async () => {
  expect(await world.stand()).toBe(before);
  const left = Object.keys(transports).map((name) => [
    name,
    cells.filter((cell) => !looked.get(name)?.has(cell)).length,
  ]);
  expect(Object.fromEntries(left)).toEqual({ HTTP: 0, WebSocket: 0, SSE: 0 });
});

const strangerBodies = new Map<string, string>();

/** What is wrong with the answers to one cell. */
async function faultsOf(channel: Channel, transport: Transport, asker: Asker, cell: Cell): Promise<string[]> {
  const { root, field, target } = cell;
  const ruling = outcomeOf(asker, root, field.name, target);
  const isElsewhere = ruling !== 'UNAUTHENTICATED' && !transport.carries.includes(root);
  const outcome: Outcome = isElsewhere ? 'ELSEWHERE' : ruling;
  const hides = asker.role !== null && !sees(asker, target) && outcome !== 'ALLOWED';
  const absent = world.absent();
  const faults: string[] = [];
  // by its key, and what is hidden by its UUID too, where the transport carries the field at all
  const ways = world.namesFor(asker, target).slice(0, hides && !isElsewhere ? 2 : 1);
  for (const [way, names] of ways.entries()) {
    const requests = requestsFor(root, field, names, outcome === 'ALLOWED');
    const others = hides ? requestsFor(root, field, absent[way] as Names, false) : [];
    for (const [number, request] of requests.entries()) {
      const said = await channel.ask(request);
      const fault = faultOf(outcome, said, cell, transport) ?? (hides && (await difference(said, others[number])));
      if (fault) faults.push(`${root}.${field.name} × ${target} should be ${outcome}: ${fault} ${said.body}`);
    }

    async function difference(said: Said, other: Request | undefined): Promise<string | null> {
      const missing = await channel.ask(other as Request);
      const [one, two] = [plain(said.body, names), plain(missing.body, absent[way] as Names)];
      return one === two ? null : `what is not there is answered ${missing.body}, and this`;
    }
  }
  return faults;
}

function faultOf(outcome: Outcome, { code, body }: Said, cell: Cell, transport: Transport): string | null {
  const { root, field } = cell;
  if (outcome === 'UNAUTHENTICATED') return faultOfStranger(code, body, transport);
  if (outcome === 'ELSEWHERE') return code === 'GRAPHQL_VALIDATION_FAILED' ? null : 'not refused:';
  if (root === 'Subscription') return code === (outcome === 'ALLOWED' ? null : 'FORBIDDEN') ? null : 'another code:';
  if (field.name === 'incidents' && outcome === 'ABSENT') return code === 'BAD_USER_INPUT' ? null : 'another code:';
  if (code !== null) return 'an error:';
  const value = (JSON.parse(body) as { data: Record<string, any> }).data[field.name];
  if (root === 'Query') return (value === null) === (outcome !== 'ALLOWED') ? null : 'told, or not:';
  return faultOfPayload(outcome, value, cell);
}

// Whoever may is refused in the end, past everything that is said of who may: by the character in the text, or so.
const past: Record<string, readonly string[]> = {
  revokeAccessToken: [],
  unlinkSubject: ['NOT_FOUND'],
  deleteBreakGlassAccount: ['NOT_FOUND'],
};

function faultOfPayload(outcome: Outcome, payload: Record<string, any>, { field, target }: Cell): string | null {
  const errors = [payload, ...(payload.results ?? [])].flatMap(({ userErrors }) => userErrors);
  const codes: string[] = errors.map(({ code }) => code);
  if (payload.event) return 'it was done:';
  if (outcome === 'ALLOWED') {
    return codes.join() === (past[field.name] ?? ['INVALID_INPUT']).join() ? null : 'not let past:';
  }
  const expected = outcome === 'ABSENT' ? 'NOT_FOUND' : 'FORBIDDEN';
  return codes.length > 0 && codes.every((code) => code === expected) ? null : `not ${expected} at ${target}:`;
}

function faultOfStranger(code: string | null, body: string, { name }: Transport): string | null {
  if (code !== 'UNAUTHENTICATED') return 'let in:';
  const first = strangerBodies.get(name) ?? body;
  strangerBodies.set(name, first);
  return first === body ? null : `another was answered ${first}, and this`;
}

/** An answer without the names that were asked for: the longest first, for one may be part of another. */
function plain(body: string, { nodes, ...names }: Names): string {
  const told = [...Object.entries(names), ...Object.values(nodes).map((id) => ['node', id] as const)];
  return told
    .filter(([, name]) => name !== '')
    .sort(([, one], [, other]) => other.length - one.length)
    .reduce((text, [kind, name]) => text.replaceAll(name, `<${kind}>`), body);
}

async function inTurns<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const waiting = items.entries();
  const results: R[] = [];
  const worker = async (): Promise<void> => {
    for (const [place, item] of waiting) results[place] = await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}
