import type { Viewer } from '../../src/access/directory';
import { readConfig } from '../../src/config';
import { openPipeline } from '../../src/graphql/pipeline';
import { makeSchema } from '../../src/graphql/schema';
import { openMetrics } from '../../src/http/metrics';
import { resultText } from '../../src/graphql/text/rendered';
import type { RequestContext } from '../../src/view/context';
import { openHistory } from '../support/history';
import { type TestHouse, openTestHouse } from '../support/house';

let house: TestHouse;
let incident: string;
beforeAll(async () => {
  house = await openTestHouse();
  incident = (await openHistory(house, 3)).board.incident.key;
});
afterAll(() => house?.close());

/** A pipeline whose log and metrics can be read, and whose contexts fail as often as they are told to. */
function openWatched() {
  const logged: { err: unknown; message: string }[] = [];
  const note = ({ err }: { err: unknown }, message: string) => void logged.push({ err, message });
  const metrics = openMetrics(() => 0);
  const pipeline = openPipeline({
    ...{ schema: makeSchema(), limits: readConfig({}).limits, tally: metrics, fragmentBytes: 2 ** 20 },
    authenticate: (secret) => house.authenticate(secret),
    context: (viewer) => house.context(viewer),
    log: { error: note, warn: note },
  });
  const viewer = house.directory.byHandle('owner') as unknown as Viewer;
  const answer = async (source: string, failures = 0) => {
    const context = pipeline.context(viewer);
    const { views } = context;
    let left = failures;
    const failing = Object.defineProperty<RequestContext>({ ...context }, 'views', {
      enumerable: true,
      get: () => {
        if (left-- > 0) throw new TypeError('provoked');
        return views;
      },
    });
    const document = pipeline.read(source);
    if (Array.isArray(document)) throw document[0] as Error;
    return resultText(await pipeline.answer({ document, variables: {} }, failing));
  };
  const count = async (run: string) => {
    const { values } = (await metrics.registry.getSingleMetric('blackstart_run_faults_total')?.get()) ?? { values: [] };
    return values.find(({ labels }) => labels.run === run)?.value ?? 0;
  };
  const counts = async () => ({ rendered: await count('RENDERED'), compiled: await count('COMPILED') });
  return { logged, answer, counts };
}

it('counts each fault of the fast ways, logs the first of an operation with its stack, and answers all the same', async () => {
  const { logged, answer, counts } = openWatched();
  const source = `{ incident(id: "${incident}") { key title } }`;
  const sound = await answer(source);
  expect(await answer(source)).toBe(sound);
  expect([logged, await counts()]).toEqual([[], { rendered: 0, compiled: 0 }]);

  expect(await answer(source, 1)).toBe(sound);
  expect(await counts()).toEqual({ rendered: 1, compiled: 0 });
  expect(logged.map(({ message }) => message)).toEqual([
    'a rendered answer failed; the operation is executed another way',
  ]);
  expect((logged[0]!.err as Error).stack).toMatch(/TypeError: provoked\n\s+at /);

  expect(await answer(source, 2)).toBe(sound);
  expect(await counts()).toEqual({ rendered: 2, compiled: 1 });
  expect(logged).toHaveLength(1);

  const other = `{ incident(id: "${incident}") { title } }`;
  await answer(other);
  await answer(other, 2);
  expect(logged).toHaveLength(2);
});

it('counts and logs nothing of an error that the client is told', async () => {
  const { logged, answer, counts } = openWatched();
  const source = `{ incident(id: "${incident}") { systems(after: "nonsense") { totalCount } } }`;
  const first = await answer(source);
  expect(first).toContain('"errors"');
  expect([await answer(source), await answer(source)]).toEqual([first, first]);
  expect([logged, await counts()]).toEqual([[], { rendered: 0, compiled: 0 }]);
});
