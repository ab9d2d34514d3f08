import { execute, getOperationAST, GraphQLError, isObjectType, parse, validate } from 'graphql';
import type { Viewer } from '../../src/access/directory';
import { exportPlan } from '../../src/domain/plan/export';
import { applyPlan } from '../../src/plans/plan.commands';
import { readDocument } from '../../src/plans/read';
import type { Board } from '../../src/board/board';
import type { RecoveryEvent } from '../../src/domain/event';
import { makeSchema } from '../../src/graphql/schema';
import { isShareable } from '../../src/graphql/shareable';
import { placeHold } from '../../src/holds/hold.commands';
import { updateSystem } from '../../src/systems/system.commands';
import type { RequestContext } from '../../src/view/context';
import { depth } from '../support/depth';
import { type AnyField, everyField, reachedFrom, typesIn } from '../support/every-field';
import { openHistory, seedsOf } from '../support/history';
import type { Actors } from '../support/history.actors';
import { type TestHouse, openTestHouse } from '../support/house';

const schema = makeSchema();
const roots = ['Event', 'SystemChange', 'Progress'];
/** What one answer to everybody may not lean on: who asks, and what is not on the board. */
const elsewhere = ['viewer', 'ledger', 'feed', 'records', 'loaders', 'forecaster'] as const;

let house: TestHouse;
let scenes: Scene[];
let actors: Actors;
let events: RecoveryEvent[];

beforeAll(async () => {
  house = await openTestHouse();
  const history = await openHistory(house, 4);
  actors = history.actors;
  const context = { ledger: house.ledger, actor: actors.cora };
  const [incident, system] = [history.board.id, history.board.systems.at(0).key];
  const { refusals } = await updateSystem(context, { incident, system, estimate });
  const linked = await applyPlan(context, { incident, reason: 'where to read' }, await withLink(history.board, system));
  const held = await placeHold(context, { incident, system, reason: 'wait' });
  expect([...refusals, ...linked.refusals, ...held.refusals]).toEqual([]);
  const given = [];
  for await (const one of history.live(seedsOf(4, depth(100, 250)))) given.push(one);
  events = given.flatMap(({ answer }) => answer?.events ?? []);
  const boards = given.map(({ after }) => after);
  const atRisk = boards.flatMap((board) => scenesOn(board).filter(({ index }) => board.risksOf(index).length > 0));
  scenes = [scenesOn(held.board!)[0]!, atRisk[0]!, ...boards.filter((_, n) => n % 25 === 24).map(sceneOn)];
});
afterAll(() => house?.close());

/** The plan of a board, with a link on one of its systems. */
function withLink(board: Board, key: string) {
  const { systems, ...plan } = exportPlan(board) as { systems: { key: string }[] };
  const links = [{ label: 'how', url: 'https://example.com/' }];
  const linked = systems.map((system) =>
    system.key === key ? { ...system, links, estimate: ['1m', '2m', '3m'] } : system,
  );
  return readDocument('BLACKSTART', JSON.stringify({ ...plan, systems: linked }));
}

interface Scene {
  board: Board;
  index: number;
}

const estimate = { optimistic: 1, likely: 2, pessimistic: 3 };
const scenesOn = (board: Board): Scene[] => board.systems.toArray().map((_, index) => ({ board, index }));
const sceneOn = (board: Board, n: number): Scene => ({ board, index: n % board.systems.size });
const isMarked = ({ extensions }: AnyField) => extensions.perViewer === true || extensions.awaited === true;
const isUnmarked = (field: AnyField) => !isMarked(field);

/** One thing of each kind, for the fields that ask which. */
function argumentsOn(board: Board): (coordinate: string) => string {
  const { plants, systems, lines, milestones } = board;
  const named = Object.entries({ plant: plants, system: systems, line: lines, milestone: milestones });
  const keys = named.map(([name, rows]) => [`Incident.${name}`, `(id: "${rows.at(0).key}")`]);
  const known: Record<string, string> = Object.fromEntries(keys);
  return (coordinate) => known[coordinate] ?? (coordinate === 'Incident.systems' ? '(first: 5)' : '');
}

/** The documents that ask for every unmarked field below a subscription, three steps down, with what each is told of. */
function documentsFor({ board, index }: Scene) {
  const system = board.systems.at(index).id;
  const event = events[0]!;
  const step = { position: 1, logHead: '', systemId: system, board, removed: false, matches: true, event };
  const told: Record<string, object> = {
    incidentEvents: { event, board },
    systemChanged: step,
    incidentProgress: step,
  };
  return Object.entries(told).map(([name, rootValue]) => {
    const type = schema.getSubscriptionType()!.getFields()[name]!.type;
    const below = 'ofType' in type ? type.ofType : type;
    if (!isObjectType(below)) throw new Error(`${name} answers no object`);
    const selection = everyField(below, isUnmarked, argumentsOn(board), 3);
    return { document: parse(`subscription { ${name}(incident: "x") ${selection} }`), rootValue };
  });
}

interface Read {
  data: unknown;
  /** What of the context was looked at. */
  reads: Set<string>;
}

/** Executes for a viewer, and notes what of the context is looked at meanwhile. */
async function executed(document: ReturnType<typeof parse>, rootValue: object, viewer: Viewer): Promise<Read> {
  const reads = new Set<string>();
  const contextValue = house.context(viewer);
  // the planning time counts in slots, of which a test may begin two
  const keeper = Object.create(house.keeper, { now: { value: () => '2030-01-01T00:00:00.000Z' } });
  Object.defineProperty(contextValue, 'keeper', { value: keeper });
  for (const name of elsewhere) watch(contextValue, name, reads);
  const { data, errors } = await execute({ schema, document, rootValue, contextValue });
  if (errors) throw errors[0] as GraphQLError;
  return { data, reads };
}

function watch(context: RequestContext, name: (typeof elsewhere)[number], reads: Set<string>): void {
  const value: unknown = context[name];
  const get = () => {
    reads.add(name);
    return value;
  };
  Object.defineProperty(context, name, { get });
}

const viewerOf = (name: keyof Actors): Viewer => ({ ...actors[name], handle: name, name, tokenId: null });
const shareable = (text: string) => {
  const document = parse(text);
  expect(validate(schema, document)).toEqual([]);
  return isShareable(schema, document, getOperationAST(document)!);
};

describe('what is not marked', () => {
  it('is answered alike to whoever may read the incident', async () => {
    for (const scene of scenes.slice(0, depth(2, 5))) {
      for (const { document, rootValue } of documentsFor(scene)) {
        expect(isShareable(schema, document, getOperationAST(document)!)).toBe(true);
        const viewers = (['erik', 'vera', 'cora', 'petra', 'robot', 'olga'] as const).map(viewerOf);
        const answers = await Promise.all(viewers.map((viewer) => executed(document, rootValue, viewer)));
        const bytes = new Set(answers.map(({ data }) => JSON.stringify(data)));
        expect(bytes.size).toBe(1);
      }
    }
  });

  it('does not look at who asks nor at what is not on the board; nothing that can be reached was left out', async () => {
    const met = new Set<string>();
    for (const scene of scenes) {
      for (const { document, rootValue } of documentsFor(scene)) {
        const { data, reads } = await executed(document, rootValue, viewerOf('cora'));
        expect([...reads]).toEqual([]);
        typesIn(data, met);
      }
    }
    const reached = reachedFrom(schema, roots, isUnmarked).map(({ name }) => name);
    expect([...met].filter((name) => name !== 'Subscription').sort()).toEqual(reached.sort());
  });
});

describe('what is marked as the viewer’s', () => {
  const marked = Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .flatMap((type) => Object.values(type.getFields()).map((field) => ({ type, field })))
    .filter(({ field }) => field.extensions.perViewer === true)
    .map(({ type, field }) => [type.name, field.name] as const);

  it('is what somebody may do, and what is known of a person', () => {
    expect(marked.map((coordinate) => coordinate.join('.')).sort()).toEqual([
      'Principal.breakGlassSince',
      'Principal.grants',
      'Principal.subjects',
      'Principal.tokens',
      'System.allowedActions',
    ]);
  });

  it.each(marked)('%s.%s does look at who asks', async (type, name) => {
    const selection = isObjectType(schema.getType(type)) && type === 'System' ? 'system' : 'event { actor';
    const field = ['grants', 'subjects', 'tokens'].includes(name) ? `${name} { __typename }` : name;
    const text = `subscription { systemChanged(incident: "x") { ${selection} { ${field} } ${type === 'System' ? '' : '}'} } }`;
    expect(shareable(text)).toBe(false);
    const { rootValue } = documentsFor(scenes.at(-1)!)[1]!;
    const { reads } = await executed(parse(text), rootValue, viewerOf('cora'));
    expect([...reads]).toContain('viewer');
  });
});

describe('a document is not shared', () => {
  it.each([
    [
      'for a field that is left out now',
      '{ incident(id: "x") { system(id: "s") { key allowedActions @skip(if: true) } } }',
    ],
    [
      'for a field in a fragment',
      '{ incident(id: "x") { ...f } } fragment f on Incident { ...g } fragment g on Incident { events { totalCount } }',
    ],
    ['for a field under an alias', '{ a: incident(id: "x") { b: notes { totalCount } } }'],
    ['for a field in an inline fragment', '{ incident(id: "x") { ... on Incident { ... { nextActions { kind } } } } }'],
    ['for one root field of two', '{ incident(id: "x") { key } viewer { id } }'],
    ['for what a list is made of by who asks', '{ incidents { nodes { key } } }'],
    ['for what may be anything', '{ node(id: "x") { id } }'],
    ['for the people', '{ principals { nodes { id } } }'],
    ['for a plan that is checked', '{ checkPlan(input: { content: "x" }) { valid } }'],
    [
      'that changes something',
      'mutation { closeIncident(input: { incident: "x", reason: "y" }) { incident { key } } }',
    ],
  ])('%s', (_why, text) => expect(shareable(text)).toBe(false));

  it.each([
    '{ incident(id: "x") { key systems { nodes { key dependencies { dependsOn { state } } } } } __typename }',
    '{ __schema { types { name } } }',
    '{ system(incident: "x", id: "s") { ... on Node { id } ...f } } fragment f on System { dependents { nodes { system { ...g } } } } fragment g on System { key }',
    'subscription { systemChanged(incident: "x") { system { key containment { status verifiedBy { name } } } } }',
    'subscription { incidentEvents(incident: "x") { position summary actor { handle } system { key } data } }',
  ])('and is otherwise: %s', (text) => expect(shareable(text)).toBe(true));
});
