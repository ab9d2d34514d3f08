import type { RecoveryEvent } from '../../src/domain/event';
import { blackstartPrincipalId } from '../../src/domain/event';
import { declareIncident } from '../../src/incidents/incident.commands';
import { readDocument } from '../../src/plans/read';
import { type Actors, type Name, castOf, commanderOf } from '../support/history.actors';
import { type Mutation, give } from '../support/history.commands';
import { type TestHouse, openTestHouse } from '../support/house';
import { expectFolded } from './fold';

const planOf = (milestone: object) => ({
  format: 'blackstart/v1',
  policy: { rules: [{ require: ['SCOPE_ASSESSED'] }] },
  plants: [{ key: 'P1', name: 'Plant one' }],
  systems: [
    { key: 'ad', tier: 0, zone: 'L4' },
    { key: 'mes', tier: 2, zone: 'L3', after: ['go'] },
  ],
  milestones: [{ key: 'go', name: 'Go', systems: ['ad'], ...milestone }],
});

let house: TestHouse;
let actors: Actors;

beforeAll(async () => {
  house = await openTestHouse();
  const document = await readDocument('BLACKSTART', JSON.stringify(planOf({ gate: true, due: '1h' })));
  const declared = { ledger: house.ledger, actor: await commanderOf(house) };
  const { board } = await declareIncident(declared, { key: 'replanned' }, document);
  actors = await castOf(house, board!.id, board!.plants.at(0).id);
});
afterAll(() => house?.close());

const board = () => house.keeper.loaded('replanned')!;
const version = () => board().systems.at(0).version;

async function done(by: Name, mutation: Mutation, input: object, plan?: object): Promise<RecoveryEvent[]> {
  const command = { mutation, by, input: { incident: 'replanned', ...input }, ...(plan && { plan: { ...plan } }) };
  const { events, refusals, items } = await give(house.ledger, actors[by], command);
  expect([...refusals, ...items.flatMap((item) => item.refusals)]).toEqual([]);
  return events;
}

async function bringOnline(system: string): Promise<void> {
  const checked = { kind: 'SCOPE_ASSESSED', outcome: 'PASSED', evidence: [{ label: 'Report' }] };
  await done('erik', 'markSystemRestored', { system });
  await done('vera', 'recordContainmentCheck', { system, ...checked });
  await done('vera', 'verifyContainment', { system, expectedVersion: version() });
  await done('nora', 'recordValidation', { system, passed: true, note: 'runs' });
  await done('nora', 'bringSystemOnline', { system });
}

describe('a plan that changes a milestone', () => {
  it('moves what is said of it with the clock', async () => {
    await done('cora', 'applyPlan', { reason: 'in a hurry' }, planOf({ gate: true, due: '10m', plant: 'P1' }));
    expect([board().isMilestoneOverdue(0), Array.from(board().milestonesOfPlant(0))]).toEqual([false, [0]]);
    await house.moveClock(11);
    expect(board().isMilestoneOverdue(0)).toBe(true);
  });

  it('is told in the words of the blockers that name it', async () => {
    expect(board().blockersOf(1).at(-1)?.message).toContain('(Go)');
    await done(
      'cora',
      'applyPlan',
      { reason: 'renamed' },
      planOf({ gate: true, due: '10m', plant: 'P1', name: 'Gone' }),
    );
    expect(board().blockersOf(1).at(-1)?.message).toContain('(Gone)');
  });

  it('achieves by itself a gate that must be declared anew and is no gate any more', async () => {
    await bringOnline('ad');
    await done('cora', 'achieveMilestone', { milestone: 'go' });
    await done('vera', 'revokeContainment', { system: 'ad', reason: 'beacon' });
    await done('erik', 'takeSystemOffline', { system: 'ad', reason: 'stopped' });
    await bringOnline('ad');
    expect(board().milestoneStatusOf(0)).toBe('READY');

    const events = await done('cora', 'applyPlan', { reason: 'no ceremony' }, planOf({ gate: false }));

    expect(events.map(({ type, actorId }) => [type, actorId])).toEqual([
      ['PLAN_APPLIED', actors.cora.id],
      ['MILESTONE_ACHIEVED', blackstartPrincipalId],
    ]);
    expect(board().milestoneStatusOf(0)).toBe('ACHIEVED');
    await expectFolded(house, board().id);
  });
});
