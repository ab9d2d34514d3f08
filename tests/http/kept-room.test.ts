import { randomBytes } from 'node:crypto';
import type { Viewer } from '../../src/access/directory';
import { KeptAnswer } from '../../src/http/kept-answer';
import { KeptAnswers } from '../../src/http/kept-answers';
import { packedFor } from '../../src/http/packing';
import { questionIn } from '../../src/http/question';
import { type TestHouse, openTestHouse } from '../support/house';

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house?.close());

const length = 40_000;

it('counts the packed form of a kept answer with it', async () => {
  const { keeper, directory } = house;
  const viewer = directory.byHandle('owner') as unknown as Viewer;
  const kept = new KeptAnswers({ keeper, directory, bytes: 3.25 * length }); // packed to three quarters, at best
  const questions = ['one', 'other'].map((key) => {
    const body = { query: `{ incident(id: "${key}") { key } }` };
    const question = questionIn({ method: 'POST', body, query: null, headers: {} })!;
    const text = randomBytes((length / 4) * 3).toString('base64');
    const answer = new KeptAnswer(text, 'application/json', [], directory.version);
    kept.keep(question, answer);
    return { question, answer };
  });
  const found = () => questions.map(({ question }) => kept.find(question.name, viewer) !== undefined);
  expect(found()).toEqual([true, true]);
  for (const { question, answer } of questions) {
    for (let hit = 1; hit <= 2; hit++) await packedFor(answer, { 'accept-encoding': 'gzip' }, { kept, question });
  }
  expect(found()).toEqual([false, true]);
});
