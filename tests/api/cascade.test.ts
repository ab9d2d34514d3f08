import { withClient } from '../../src/postgres/client';
import type { Works } from '../support/albion';
import { Desks } from '../support/albion.desk';
import { toldTooLate, towerOf } from '../support/albion.tower';
import { depth } from '../support/depth';
import { faultsOfLog, readLog } from '../support/logged';

const floors = depth(12, 50);
const tower = towerOf(floors, 20);
const above = tower.floors.slice(1).flat();
const all = above.length + 1;
const online = tower.floors.slice(0, 2).flat();

describe(`a revocation with cascade under ${above.length} dependents, ${floors} deep`, () => {
  const desks = new Desks();
  let incident: string;
  let works: Works;

  beforeAll(async () => {
    await desks.open();
    incident = await desks.declare('tower', { systems: tower.systems });
    works = desks.works(incident);
    await signAll();
  });
  afterAll(() => desks.close());

  async function signAll(): Promise<void> {
    const { cast } = desks;
    const keys = tower.systems.map(({ key }) => key);
    const restored: any[] = [];
    for (let from = 0; from < keys.length; from += 500) {
      const systems = keys.slice(from, from + 500);
      restored.push(...(await works.done(cast.restores, 'markSystemsRestored', { systems })).results);
    }
    const seen = restored.map(({ requested, event }) => ({ system: requested, expectedVersion: event.position }));
    await works.doneEach(cast.verifies, 'verifyContainment', seen);
    await works.doneEach(
      cast.operates,
      'recordValidation',
      online.map((system) => ({ system, passed: true, note: 'works' })),
    );
    expect((await works.bring(cast, online)).refused).toEqual([]);
  }

  const fall = { system: 'ground', cascade: true, reason: 'the ground is not clean' };

  it('is refused for another number than would fall, and then nothing has changed', async () => {
    const { position } = await works.ask('position');
    for (const expectedCount of [all - 1, all + 1]) {
      const error = await works.refused('STALE_VERSION', desks.cast.verifies, 'revokeContainment', {
        ...fall,
        expectedCount,
      });
      expect(error.message).toContain(`${all}`);
    }
    const seen = await works.ask('position progress { containmentVerified stopping }');
    expect(seen).toEqual({ position, progress: { containmentVerified: all, stopping: 0 } });
  });

  it('takes one event each, dependents first, in one transaction', async () => {
    const { position } = await works.ask('position');
    const { event, events } = await works.done(desks.cast.verifies, 'revokeContainment', {
      ...fall,
      expectedCount: all,
    });
    const told: string[] = events.map(({ system }: any) => system.key);
    expect(told).toHaveLength(all);
    expect(new Set(told)).toEqual(new Set([...above, 'ground']));
    expect(toldTooLate(tower.systems, told)).toEqual([]);
    expect([event.system.key, told.at(-1)]).toEqual(['ground', 'ground']);
    expect(new Set(events.map(({ type }: any) => type))).toEqual(new Set(['CONTAINMENT_REVOKED']));
    expect(events.map((each: any) => each.position)).toEqual(told.map((_, n) => position + 1 + n));
    const { rows } = await withClient(desks.database.ownerUrl, (client) =>
      client.query(
        `SELECT count(*)::int AS events, count(DISTINCT xmin::text)::int AS transactions, count(DISTINCT at)::int AS moments
           FROM blackstart.event WHERE incident_id = $1 AND position > $2`,
        [incident, position],
      ),
    );
    expect(rows).toEqual([{ events: all, transactions: 1, moments: expect.any(Number) }]);
  });

  it('stops what was online, and leaves a log without a fault', async () => {
    const { progress } = await works.ask('progress { containmentVerified stopping online restored blocked }');
    expect(progress).toEqual({ containmentVerified: 0, stopping: 21, online: 0, restored: all - 21, blocked: all - 1 });
    expect(faultsOfLog(await readLog(desks.database.ownerUrl, incident))).toEqual([]);
  });

  it('counts only those that still have a signature', async () => {
    const again = { ...fall, reason: 'and again' };
    await works.refused('STALE_VERSION', desks.cast.verifies, 'revokeContainment', { ...again, expectedCount: 1 });
    const { events } = await works.done(desks.cast.verifies, 'revokeContainment', { ...again, expectedCount: 0 });
    expect(events.map(({ system }: any) => system.key)).toEqual(['ground']);
  });
});
