import { readDocument } from '../../src/plans/read';
import { applyPlan } from '../../src/plans/plan.commands';
import { exportPlan } from '../../src/domain/plan/export';
import { depth } from '../support/depth';
import { openHistory, seedsOf } from '../support/history';
import { type TestHouse, openTestHouse } from '../support/house';
import { expectFolded } from './fold';

let house: TestHouse;

beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house?.close());

describe('a log whose plans are too large for their events', () => {
  it('folds from the rows that lie beside them', async () => {
    const { board, actors, live } = await openHistory(house, 7, 160);
    const given = [];
    for await (const step of live(seedsOf(7, depth(15, 60)))) given.push(step);
    const { systems, ...document } = exportPlan(given.at(-1)!.after) as { systems: { name: string }[] };
    const renamed = systems.map((system) => ({
      ...system,
      name: `${system.name} of the other company`,
      links: wordy(),
    }));
    const plan = await readDocument('BLACKSTART', JSON.stringify({ ...document, systems: renamed }));
    const context = { ledger: house.ledger, actor: actors.cora };
    const outcome = await applyPlan(context, { incident: board.id, reason: 'bought' }, plan);
    expect(outcome.refusals).toEqual([]);

    const events = await expectFolded(house, board.id);

    const beside = events.filter(({ data }) => data.rowsSha256 !== undefined);
    expect(beside.map(({ type }) => type)).toEqual(['INCIDENT_DECLARED', 'PLAN_APPLIED']);
    for (const { data, rows } of beside) {
      expect(data.rows).toBeUndefined();
      expect((data.counts as { system: number }).system).toBeGreaterThanOrEqual(160);
      expect(rows.length).toBeGreaterThanOrEqual(160);
    }
  });
});

function wordy(): object[] {
  return [{ label: 'Manual', url: `https://manuals.example/${'chapter/'.repeat(40)}` }];
}
