import type { Viewer } from '../../src/access/directory';
import { readConfig } from '../../src/config';
import { makeSchema } from '../../src/graphql/schema';
import { openPipeline } from '../../src/graphql/pipeline';
import { KeptAnswers } from '../../src/http/kept-answers';
import { questionIn } from '../../src/http/question';
import { Remaking } from '../../src/http/remaking';
import { openHistory, seedsOf } from '../support/history';
import { type TestHouse, openTestHouse } from '../support/house';
import { silentTally } from '../support/tally';

let house: TestHouse;
let entered = 0;

beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house?.close());

const nothing = () => undefined;

function openRemaking() {
  const { keeper, directory } = house;
  const viewer = directory.byHandle('owner') as unknown as Viewer;
  const kept = new KeptAnswers({ keeper, directory, bytes: 2 ** 20 });
  const pipeline = openPipeline({
    schema: makeSchema(),
    limits: readConfig({}).limits,
    tally: { ...silentTally, entered: () => void entered++ },
    fragmentBytes: 2 ** 20,
    authenticate: () => viewer,
    context: (of) => house.context(of),
    log: { error: nothing, warn: nothing },
  });
  return { viewer, kept, remaking: new Remaking(kept, pipeline) };
}

const questionOf = (query: string) =>
  questionIn({ method: 'POST', body: { query }, query: null, headers: { accept: 'application/json' } })!;

it('makes what was kept before anew, once for all who ask at one time, and nothing else', async () => {
  const { viewer, kept, remaking } = openRemaking();
  const { board, live } = await openHistory(house, 2, 12);
  const question = questionOf(`{ incident(id: "${board.id}") { position systems { totalCount } } }`);
  expect(await remaking.answer(question, viewer)).toBeNull();
  const old = { text: '{"data":{}}', contentType: 'application/json; charset=utf-8' };
  kept.keep(question, kept.answerFrom({ boards: [board], beginning: kept.beginning() }, old));
  let last = board;
  for await (const { after } of live(seedsOf(2, 12))) last = after;
  expect(last.position).toBeGreaterThan(board.position);
  expect(kept.find(question.name, viewer)).toBeUndefined();

  entered = 0;
  const answers = await Promise.all([1, 2, 3].map(() => remaking.answer(question, viewer)));
  expect(entered).toBe(1);
  expect(new Set(answers).size).toBe(1);
  const { data, extensions } = JSON.parse(String(answers[0]?.body)) as Record<string, Record<string, unknown>>;
  expect(data).toEqual({ incident: { position: last.position, systems: { totalCount: 12 } } });
  expect(extensions?.cost).toBeGreaterThan(0);
  expect(answers[0]?.contentType).toBe(old.contentType);
  expect(kept.find(question.name, viewer)).toBe(answers[0]);
});

it.each([
  ['an error', (id: string) => `{ incident(id: "${id}") { systems(after: "nonsense") { totalCount } } }`],
  ['no document', () => '{ incident('],
  ['what hangs on who asks', (id: string) => `{ incident(id: "${id}") { key } viewer { handle } }`],
])('leaves to Apollo what has %s to tell', async (_what, queryOf) => {
  const { viewer, kept, remaking } = openRemaking();
  const { board } = await openHistory(house, 3, 12);
  const question = questionOf(queryOf(board.id));
  const old = { text: '{"data":{}}', contentType: 'application/json; charset=utf-8' };
  kept.keep(question, kept.answerFrom({ boards: [], beginning: kept.beginning() }, old));
  expect(await remaking.answer(question, viewer)).toBeNull();
});
