import type { Works } from '../support/albion';
import { Desks } from '../support/albion.desk';

const plan = {
  plants: [
    { key: 'P', name: 'Plant' },
    { key: 'E', name: 'Empty plant' },
  ],
  systems: [
    ...[
      { key: 'press', plant: 'P' },
      { key: 'robots', plant: 'P' },
      { key: 'ledger', plant: 'P', essential: false },
    ],
    ...[{ key: 'spare', plant: 'P', essential: false }],
  ],
  lines: [
    { key: 'pressing', name: 'Pressing', plant: 'P', systems: ['press'] },
    { key: 'body', name: 'Body shop', plant: 'P', systems: ['robots'], fedBy: ['pressing'] },
  ],
  milestones: [
    { key: 'able', name: 'Could produce', lines: ['pressing', 'body'] },
    { key: 'runs', name: 'Produces', lines: ['pressing', 'body'], linesMustRun: true },
  ],
};

describe('lines and plants', () => {
  const desks = new Desks();
  let works: Works;

  beforeAll(async () => {
    await desks.open();
    works = desks.works(await desks.declare('lines', plan));
    await works.prepare(desks.cast, ['press', 'robots', 'spare', 'ledger']);
  });
  afterAll(() => desks.close());

  const statuses = async () => Object.fromEntries((await works.lines()).map(({ key, status }) => [key, status]));
  const run = (line: string, reason?: string) => works.give(desks.cast.operates, 'markLineRunning', { line, reason });
  const plantStatuses = async () => {
    const { plants } = await works.ask('plants { key status }');
    return Object.fromEntries(plants.map(({ key, status }: any) => [key, status]));
  };

  it('are blocked by a system that is not online, and then can not be marked running', async () => {
    expect(await statuses()).toEqual({ pressing: 'BLOCKED', body: 'BLOCKED' });
    expect(await plantStatuses()).toEqual({ P: 'HALTED', E: 'HALTED' });
    const [error] = (await run('pressing', 'from stock')).userErrors;
    expect(error).toMatchObject({
      code: 'INVALID_TRANSITION',
      blockers: [{ kind: 'DEPENDENCY', system: { key: 'press' } }],
    });
  });

  it('starve while a line that feeds them is not there; from stock they run for a reason', async () => {
    expect((await works.bring(desks.cast, ['robots'])).refused).toEqual([]);
    expect(await statuses()).toEqual({ pressing: 'BLOCKED', body: 'STARVED' });
    expect(await plantStatuses()).toMatchObject({ P: 'PARTIAL' });
    expect((await run('body')).userErrors.map(({ code }: any) => code)).toEqual(['INVALID_INPUT']);
    const { line, events } = await run('body', 'from stock');
    expect(line).toEqual({ key: 'body', status: 'RUNNING', running: true });
    expect(events).toMatchObject([{ type: 'LINE_RUNNING', line: { key: 'body' } }]);
    await works.refused('INVALID_TRANSITION', desks.cast.operates, 'markLineRunning', {
      line: 'body',
      reason: 'again',
    });
    const stopped = await works.done(desks.cast.operates, 'markLineStopped', { line: 'body' });
    expect(stopped.line).toEqual({ key: 'body', status: 'STARVED', running: false });
    await works.refused('INVALID_TRANSITION', desks.cast.operates, 'markLineStopped', { line: 'body' });
  });

  it('are ready behind a line that is ready, and meet a milestone that only wants them ready', async () => {
    const { results } = await works.bring(desks.cast, ['press']);
    expect(await statuses()).toEqual({ pressing: 'READY', body: 'READY' });
    expect(await plantStatuses()).toEqual({ P: 'READY', E: 'HALTED' });
    expect(results[0].events.map(({ milestone }: any) => milestone?.key)).toEqual([undefined, 'able']);
    expect(await works.milestones()).toEqual({ able: 'ACHIEVED', runs: 'PENDING' });
  });

  it('meet a milestone that wants them to run when the last of them is marked running', async () => {
    expect((await run('body')).events).toHaveLength(1);
    const { events } = await run('pressing');
    expect(events.map(({ type, actor }: any) => [type, actor.handle])).toEqual([
      ['LINE_RUNNING', 'eli'],
      ['MILESTONE_ACHIEVED', 'blackstart'],
    ]);
    expect(await works.milestones()).toEqual({ able: 'ACHIEVED', runs: 'ACHIEVED' });
  });

  it('that run while a system falls are blocked and at risk; nobody pretends that they stopped', async () => {
    await works.done(desks.cast.verifies, 'revokeContainment', { system: 'press', reason: 'found there' });
    const byKey = new Map((await works.lines()).map((line) => [line.key, line]));
    expect(byKey.get('pressing')).toMatchObject({
      ...{ status: 'BLOCKED', running: true },
      risks: [{ kind: 'RUNNING_WITHOUT_SYSTEM', system: { key: 'press' } }],
    });
    expect(byKey.get('body')).toMatchObject({ status: 'RUNNING', risks: [] });
    expect(await works.milestones()).toEqual({ able: 'REGRESSED', runs: 'REGRESSED' });
    await works.heal(desks.cast, ['press']);
    expect((await works.bring(desks.cast, ['press'])).refused).toEqual([]);
    expect(await works.milestones()).toEqual({ able: 'ACHIEVED', runs: 'ACHIEVED' });
    expect((await works.lines())[0].risks).toEqual([]);
  });

  it('are marked by an engineer of their plant', async () => {
    await works.refused('FORBIDDEN', desks.token('oscar'), 'markLineStopped', { line: 'body' });
    await works.refused('FORBIDDEN', desks.token('vera'), 'markLineStopped', { line: 'body' });
    await works.refused('NOT_FOUND', desks.cast.operates, 'markLineStopped', { line: 'none' });
  });

  it('are left empty by no retirement; what replaces a system takes its place in them', async () => {
    const { commands, operates } = desks.cast;
    await works.done(operates, 'takeSystemOffline', { system: 'press', reason: 'it goes' });
    const input = { system: 'press', reason: 'worn out' };
    await works.refused('IN_USE', commands, 'retireSystem', input);
    await works.done(commands, 'retireSystem', { ...input, replacedBy: 'spare' });
    const { line } = await works.ask('line(id: "pressing") { status systems { key } }');
    expect(line).toEqual({ status: 'BLOCKED', systems: [{ key: 'spare' }] });
    expect((await works.bring(desks.cast, ['spare'])).refused).toEqual([]);
    expect(await statuses()).toEqual({ pressing: 'RUNNING', body: 'RUNNING' });
    expect(await plantStatuses()).toMatchObject({ P: 'READY' });
    const back = await works.done(commands, 'reinstateSystem', { system: 'press', reason: 'it was repaired' });
    expect(back.system.state).toBe('OFFLINE');
    expect(await plantStatuses()).toMatchObject({ P: 'PARTIAL' });
  });
});
