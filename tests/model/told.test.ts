import type { Board } from '../../src/board/board';
import { mayHaveChanged } from '../../src/board/caught-up';
import { declareIncident } from '../../src/incidents/incident.commands';
import { achieveMilestone } from '../../src/milestones/milestone.commands';
import { applyPlan } from '../../src/plans/plan.commands';
import { readDocument } from '../../src/plans/read';
import { type Actors, castOf, commanderOf } from '../support/history.actors';
import { type TestHouse, openTestHouse } from '../support/house';
import { expectToldLater } from './told';

const planOf = (criteria: string[]) => ({
  format: 'blackstart/v1',
  plants: [{ key: 'P1', name: 'Plant one' }],
  systems: ['a', 'b', 'waits'].map((key) => ({ key, tier: 1, zone: 'L4', after: key === 'waits' ? ['go'] : [] })),
  // `go` stands above every system by rank already: another criterion writes one row, that of the link
  milestones: [
    { key: 'base', name: 'Base', gate: true },
    { key: 'go', name: 'Go', gate: true, milestones: ['base'], systems: criteria },
  ],
});

let house: TestHouse;
let before: Board;
let actors: Actors;

beforeAll(async () => {
  house = await openTestHouse();
  const document = await readDocument('BLACKSTART', JSON.stringify(planOf([])));
  const declared = { ledger: house.ledger, actor: await commanderOf(house) };
  const { board } = await declareIncident(declared, { key: 'told' }, document);
  actors = await castOf(house, board!.id, board!.plants.at(0).id);
  await achieveMilestone(by('cora'), { incident: 'told', milestone: 'base' });
  const achieved = await achieveMilestone(by('cora'), { incident: 'told', milestone: 'go' });
  before = achieved.board!;
});
afterAll(() => house?.close());

const by = (name: keyof Actors) => ({ ledger: house.ledger, actor: actors[name] });

describe('a follower that was away', () => {
  it('is told of what waits for a milestone that got another criterion', async () => {
    const document = await readDocument('BLACKSTART', JSON.stringify(planOf(['b'])));
    const { board, events } = await applyPlan(by('cora'), { incident: 'told', reason: 'forgotten' }, document);

    expect(events.flatMap(({ rows }) => rows.map(({ table }) => table))).toEqual(['milestone_system']);
    const waits = board!.systems.find('waits')!;
    expect([before, board!].map((at) => at.blockersOf(waits).map(({ kind }) => kind))).toEqual([
      ['STATE', 'CONTAINMENT'],
      ['STATE', 'CONTAINMENT', 'MILESTONE'],
    ]);
    expect([...mayHaveChanged(board!, events).systems]).toContain(waits);
    expectToldLater(before, board!, events);
  });
});
