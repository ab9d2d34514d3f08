import type { Works } from '../support/albion';
import { Desks } from '../support/albion.desk';
import { toldTooLate, towerOf } from '../support/albion.tower';

const tower = towerOf(31, 16);
const stuckAbove = ['stuck', 'above-stuck'];
// waits for a milestone that the second floor meets by itself, and stands below nothing
const guest = { key: 'guest', dependsOn: [], after: ['M'] };
const ready = [...tower.systems.map(({ key }) => key), guest.key];

describe('bringSystemsOnline with 500 systems', () => {
  const desks = new Desks();
  let works: Works;
  let called: string[];

  beforeAll(async () => {
    await desks.open();
    const systems = [...tower.systems, guest, { key: 'stuck' }, { key: 'above-stuck', dependsOn: ['stuck'] }];
    const milestones = [{ key: 'M', name: 'Second floor', systems: tower.floors[2] }];
    works = desks.works(await desks.declare('five-hundred', { systems, milestones }));
    await works.prepare(desks.cast, [...ready.slice(0, 450)]);
    await works.prepare(desks.cast, [...ready.slice(450), 'above-stuck']);
    // the call names them from the roof down
    called = [...stuckAbove, ...[...ready].reverse()];
  });
  afterAll(() => desks.close());

  it('takes no 501', async () => {
    expect(called).toHaveLength(500);
    const error = await works.give(desks.cast.operates, 'bringSystemsOnline', { systems: [...called, 'more'] });
    expect(error.userErrors.map(({ code }: any) => code)).toEqual(['INVALID_INPUT']);
  });

  it('takes them in dependency order: what the earlier ones free goes online in the same call', async () => {
    expect((await works.ask('progress { ready blocked }')).progress).toEqual({ ready: 1, blocked: 498 });
    const { online, refused, results } = await works.bring(desks.cast, called);
    expect(results).toHaveLength(500);
    expect([...online].sort()).toEqual([...ready].sort());
    expect(toldTooLate(tower.systems, [...online].reverse())).toEqual([]);
    expect(refused.map(({ requested }) => requested).sort()).toEqual([...stuckAbove].sort());
    const blockersOf = (key: string) =>
      refused.find(({ requested }) => requested === key).userErrors[0].blockers.map(({ kind }: any) => kind);
    expect(blockersOf('stuck')).toEqual(['STATE', 'CONTAINMENT']);
    expect(blockersOf('above-stuck')).toEqual(['DEPENDENCY']);
    const achieved = results.flatMap(({ events }) => events).filter(({ type }) => type === 'MILESTONE_ACHIEVED');
    expect(achieved.map(({ milestone }) => milestone.key)).toEqual(['M']);
    expect((await works.ask('progress { online }')).progress).toEqual({ online: 498 });
  });
});
