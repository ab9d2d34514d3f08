import { execute, type GraphQLObjectType, parse } from 'graphql';
import type { Viewer } from '../../src/access/directory';
import { readConfig } from '../../src/config';
import { openPipeline } from '../../src/graphql/pipeline';
import { makeSchema } from '../../src/graphql/schema';
import { KeptAnswers } from '../../src/http/kept-answers';
import { type Question, questionIn } from '../../src/http/question';
import { Remaking } from '../../src/http/remaking';
import { asSent } from '../support/both-ways';
import { depth } from '../support/depth';
import { type AnyField, everyField } from '../support/every-field';
import { openHistory, seedsOf } from '../support/history';
import { type TestHouse, openTestHouse } from '../support/house';
import { silentTally } from '../support/tally';

const schema = makeSchema();
const contentType = 'application/json; charset=utf-8';
let house: TestHouse;

beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house?.close());

function openRemaking() {
  const { keeper, directory } = house;
  const viewer = directory.byHandle('owner') as unknown as Viewer;
  const kept = new KeptAnswers({ keeper, directory, bytes: 2 ** 24 });
  const pipeline = openPipeline({
    schema,
    limits: { ...readConfig({}).limits, cost: 1e9 },
    tally: silentTally,
    fragmentBytes: 2 ** 22,
    authenticate: () => viewer,
    context: (of) => house.context(of),
    log: { error: () => undefined, warn: () => undefined },
  });
  return { viewer, kept, pipeline, remaking: new Remaking(kept, pipeline) };
}

const isMarked = (field: AnyField, owner: GraphQLObjectType) =>
  (field.extensions.hangsOn ?? owner.extensions.hangsOn) !== undefined;
const marked = (type: string, steps: number) =>
  everyField(schema.getType(type) as GraphQLObjectType, isMarked, () => '', steps);

const documents = [
  `query ($incident: ID!, $id: ID!) { system(incident: $incident, id: $id) ${marked('System', 2)} }`,
  'query ($incident: ID!, $id: ID!) { system(incident: $incident, id: $id) { state } }',
  'query ($incident: ID!, $id: ID!) { system(incident: $incident, id: $id) { containment { status } } }',
  'query ($incident: ID!, $id: ID!) { system(incident: $incident, id: $id) { dependencies { satisfied } } }',
  'query ($incident: ID!, $id: ID!) { system(incident: $incident, id: $id) { milestones { achievedAt } } }',
];
const milestones = [
  `query ($incident: ID!, $id: ID!) { milestone(incident: $incident, id: $id) ${marked('Milestone', 1)} }`,
];

const questionOf = (query: string, variables: Record<string, unknown>): Question =>
  questionIn({ method: 'POST', body: { query, variables }, query: null, headers: { accept: 'application/json' } })!;

describe('an answer that had been kept', () => {
  it('is renewed only where it would be made in the same words', async () => {
    const { viewer, kept, pipeline, remaking } = openRemaking();
    const { board, live } = await openHistory(house, 6, 12);
    const named = (queries: string[], rows: { size: number; at(n: number): { key: string } }) =>
      queries.flatMap((query) =>
        Array.from({ length: rows.size }, (_, n) => questionOf(query, { incident: board.id, id: rows.at(n).key })),
      );
    const every = [...named(documents, board.systems), ...named(milestones, board.milestones)];
    const questions = every.filter((_, n) => n % 3 === 0);
    const beginning = kept.beginning();
    for (const question of questions)
      kept.keep(question, kept.answerFrom({ boards: [board], beginning }, { text: '{}', contentType }));
    let [renewed, made] = [0, 0];
    for await (const { number } of live(seedsOf(6, depth(6, 30)))) {
      for (const question of questions) {
        const again = kept.find(question.name, viewer) ?? remaking.renewed(question, viewer);
        if (again) renewed++;
        else made++;
        const answer = again ?? (await remaking.answer(question, viewer));
        const { variables } = question.rest;
        const document = parse(question.query);
        const expected = await execute({
          schema,
          document,
          variableValues: variables,
          contextValue: house.context(viewer),
        });
        const { extensions } = await pipeline.answer({ document, variables }, house.context(viewer));
        const text = `${asSent(expected).slice(0, -1)},"extensions":${JSON.stringify(extensions)}}`;
        expect([number, question.query, variables, answer?.body]).toEqual([number, question.query, variables, text]);
      }
    }
    expect(renewed).toBeGreaterThan(made);
    expect(made).toBeGreaterThan(questions.length * depth(1, 3));
  });

  it('is not renewed for who may not read it, after a change of rights, or where it hangs on more', async () => {
    const { viewer, kept, remaking } = openRemaking();
    const { board } = await openHistory(house, 7, 12);
    const ids = { incident: board.id, id: board.systems.at(0).key };
    const question = questionOf(documents[1]!, ids);
    const more = questionOf(
      'query ($incident: ID!, $id: ID!) { system(incident: $incident, id: $id) { state risks { kind } } }',
      ids,
    );
    for (const one of [question, more]) {
      kept.keep(one, kept.answerFrom({ boards: [board], beginning: kept.beginning() }, { text: '{}', contentType }));
      for (let n = 0; n < 3; n++) await remaking.answer(one, viewer);
    }
    expect(remaking.renewed(question, viewer)).toBeDefined();
    expect(remaking.renewed(more, viewer)).toBeUndefined();
    expect(remaking.renewed(question, { ...viewer, grants: [] })).toBeUndefined();
    expect(remaking.renewed(question, viewer)).toBeDefined();
    await openHistory(house, 8, 12); // with people of its own
    expect(remaking.renewed(question, viewer)).toBeUndefined();
  });
});
