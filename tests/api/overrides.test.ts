import type { Works } from '../support/albion';
import { Desks } from '../support/albion.desk';
import { makePerson } from '../support/people';

const systems = [
  ...[{ key: 'base' }, { key: 'guard', safety: true }, { key: 'deep' }, { key: 'middle', dependsOn: ['deep'] }],
  ...[
    { key: 'top', dependsOn: ['base', 'middle'] },
    { key: 'late', after: ['G'] },
  ],
  ...[
    { key: 'risky', dependsOn: ['guard'] },
    { key: 'single', dependsOn: ['base'] },
  ],
];
const milestones = [{ key: 'G', name: 'Declared by hand', systems: ['base'], gate: true }];

describe('overrides', () => {
  const desks = new Desks();
  let works: Works;
  let ask: (input: object) => Promise<any>;

  beforeAll(async () => {
    await desks.open();
    works = desks.works(await desks.declare('overrides', { systems, milestones, policy: { overrideApprovals: 2 } }));
    await works.prepare(desks.cast, ['top', 'late', 'risky', 'single', 'middle', 'deep', 'guard']);
    ask = (input) => works.give(desks.cast.asks, 'requestOverride', { reason: 'needed today', ...input });
  });
  afterAll(() => desks.close());

  const codeOf = async (input: object) => (await ask(input)).userErrors[0]?.code;
  const approveBoth = async (override: string) => {
    for (const approver of desks.cast.approve) await works.done(approver, 'approveOverride', { override });
  };
  const bring = (system: string) => works.give(desks.cast.operates, 'bringSystemOnline', { system });

  it('name blockers that are there, with a reason', async () => {
    expect(await codeOf({ system: 'top' })).toBe('INVALID_INPUT');
    expect(await codeOf({ system: 'top', dependencies: ['deep'] })).toBe('INVALID_INPUT');
    expect(await codeOf({ system: 'top', dependencies: ['none'] })).toBe('NOT_FOUND');
    expect(await codeOf({ system: 'top', milestones: ['none'] })).toBe('NOT_FOUND');
    expect(await codeOf({ system: 'top', dependencies: ['base'], reason: ' ' })).toBe('INVALID_INPUT');
    expect(await codeOf({ system: 'none', dependencies: ['base'] })).toBe('NOT_FOUND');
  });

  it('pass no safety dependency', async () => {
    const refused = await ask({ system: 'risky', dependencies: ['guard'] });
    expect(refused.userErrors).toMatchObject([{ code: 'NOT_OVERRIDABLE', blockers: [{ kind: 'DEPENDENCY' }] }]);
  });

  it('are asked for by an engineer, approved by commanders who are human', async () => {
    const service = await makePerson(desks.server, 'robot', [{ role: 'COMMANDER' }], 'SERVICE');
    await works.refused('FORBIDDEN', desks.token('vera'), 'requestOverride', {
      ...{ system: 'top', dependencies: ['base'], reason: 'me too' },
    });
    const { override } = await ask({ system: 'late', milestones: ['G'] });
    await works.refused('FORBIDDEN', service.token, 'approveOverride', { override: override.id });
    for (const token of [desks.token('vera'), desks.token('erin'), desks.token('oscar')]) {
      await works.refused('FORBIDDEN', token, 'approveOverride', { override: override.id });
      await works.refused('FORBIDDEN', token, 'rejectOverride', { override: override.id });
    }
    const mine = await works.done(desks.cast.asks, 'rejectOverride', { override: override.id });
    expect(mine.override.status).toBe('REJECTED');
    await works.refused('INVALID_TRANSITION', desks.cast.commands, 'approveOverride', { override: override.id });
  });

  it('pass exactly what they name: another blocker still stands, and a hold above all', async () => {
    const { override } = await ask({ system: 'top', dependencies: ['base'] });
    await approveBoth(override.id);
    const kinds = async () =>
      (await bring('top')).userErrors[0].blockers.map(({ kind, system }: any) => [kind, system?.key]);
    expect(await kinds()).toEqual([['DEPENDENCY', 'middle']]);
    expect((await works.bring(desks.cast, ['deep', 'middle'])).refused).toEqual([]);
    const { hold } = await works.done(desks.cast.verifies, 'placeHold', { reason: 'wait', system: 'top' });
    expect((await kinds()).map(([kind]: any) => kind)).toEqual(['HOLD']);
    await works.done(desks.cast.verifies, 'releaseHold', { hold: hold.id, reason: 'go' });
  });

  it('are void for what was revoked meanwhile, at the gate and for a request', async () => {
    await works.done(desks.cast.verifies, 'revokeContainment', { system: 'base', reason: 'found there too' });
    const [error] = (await bring('top')).userErrors;
    expect(error.blockers).toMatchObject([{ kind: 'DEPENDENCY', system: { key: 'base' }, overridable: false }]);
    expect(await codeOf({ system: 'single', dependencies: ['base'] })).toBe('NOT_OVERRIDABLE');
    await works.prepare(desks.cast, ['base']);
  });

  it('need asking anew when the kind of the blocker has changed', async () => {
    expect((await works.bring(desks.cast, ['base'])).refused).toEqual([]);
    await works.done(desks.cast.operates, 'takeSystemOffline', { system: 'deep', reason: 'maintenance' });
    const [error] = (await bring('top')).userErrors;
    expect(error.blockers).toMatchObject([
      { kind: 'DEPENDENCY_UNTRUSTED', system: { key: 'middle' }, overridable: true },
    ]);
    const open = (await works.ask('overrides(status: APPROVED) { id }')).overrides[0].id;
    await works.done(desks.cast.commands, 'rejectOverride', { override: open });
    const { override } = await ask({ system: 'top', dependencies: ['middle'] });
    await approveBoth(override.id);
    expect((await bring('top')).system).toMatchObject({ state: 'ONLINE' });
    const { risks } = await works.system('top', 'risks { kind }');
    expect(risks.map(({ kind }: any) => kind)).toEqual(['DEPENDENCY_UNTRUSTED', 'ONLINE_UNDER_OVERRIDE']);
  });

  it('are spent by going online: the next time the gate is shut again', async () => {
    await works.heal(desks.cast, ['top']);
    const [error] = (await bring('top')).userErrors;
    expect(error.blockers.map(({ kind }: any) => kind)).toEqual(['DEPENDENCY_UNTRUSTED']);
    const { overrides } = await works.ask(
      'overrides(status: USED) { system { key } approvals { by { handle } } approvalsNeeded }',
    );
    expect(overrides).toEqual([
      {
        system: { key: 'top' },
        approvals: [{ by: { handle: 'casey' } }, { by: { handle: 'cole' } }],
        approvalsNeeded: 2,
      },
    ]);
  });

  it('let a milestone be passed, without achieving it', async () => {
    const { override } = await ask({ system: 'late', milestones: ['G'] });
    await works.refused('BLOCKED', desks.cast.operates, 'bringSystemOnline', { system: 'late' });
    await approveBoth(override.id);
    expect((await bring('late')).system.state).toBe('ONLINE');
    expect(await works.milestones()).toEqual({ G: 'READY' });
  });
});
