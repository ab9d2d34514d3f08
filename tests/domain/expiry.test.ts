import type { Board } from '../../src/board/board';
import { blackstartPrincipalId } from '../../src/domain/event';
import { expired } from '../../src/domain/expiry';
import { decideReopenIncident } from '../../src/domain/closing';
import { type Given, boardWith, idOf, noon } from '../support/board-builder';
import { done, give, giveIncident, rowOf } from '../support/verdicts';

const later = '2026-03-02T12:00:00.001Z';
const system = (more: object): Given => ({ systems: { ad: { state: 'ONLINE', signed: true, ...more } } });
const told = (board: Board, now = noon) => expired(board, now).map(({ type, systemId }) => [type, systemId]);
const tell = (board: Board): Board => done(giveIncident(board, (world, { now }) => ({ facts: expired(world, now) })));

describe('VERIFICATION_EXPIRED', () => {
  it.each([
    ['at the moment when it expires', { expiresAt: noon }, 1],
    ['not a millisecond before', { expiresAt: later }, 0],
    ['never where it does not expire', {}, 0],
    ['not once it is in the log', { expiresAt: noon, expiryLogged: true }, 0],
    ['not where no signature stands', { signed: false }, 0],
  ])('%s', (_, more, count) => expect(told(boardWith(system(more)))).toHaveLength(count));

  it('exactly once, in the tracker’s own name; the system’s version moves', () => {
    const board = boardWith(system({ expiresAt: noon }));
    const [fact] = expired(board, noon);
    expect(fact).toMatchObject({ systemId: idOf('ad'), actorId: blackstartPrincipalId });
    const after = tell(board);
    expect(told(after)).toEqual([]);
    expect(rowOf(after, 'ad')).toMatchObject({ expiryLogged: true, version: after.position });
  });

  it('again after a renewal: the next signature expires too', () => {
    const renewed = done(
      give(
        tell(boardWith({ ...system({ expiresAt: noon }), incident: { verificationMinutes: 60 } })),
        'verifyContainment',
        'ad',
      ),
    );
    expect(rowOf(renewed, 'ad')).toMatchObject({ expiryLogged: false, expiresAt: '2026-03-02T13:00:00.000Z' });
    expect(told(renewed, '2026-03-02T13:00:00.000Z')).toEqual([['VERIFICATION_EXPIRED', idOf('ad')]]);
  });

  it.each(['revokeContainment', 'takeSystemOffline'] as const)(
    'what %s did not end is told, what it ended is not',
    (command) => {
      const after = done(give(boardWith(system({ expiresAt: noon })), command, 'ad'));
      expect(told(after)).toHaveLength(command === 'revokeContainment' ? 0 : 1);
    },
  );
});

describe('OVERRIDE_EXPIRED', () => {
  const override = (more: object): Given => ({ systems: { ad: 'OFFLINE' }, overrides: [{ of: 'ad', ...more }] });

  it.each([
    ['REQUESTED', noon, 1],
    ['APPROVED', noon, 1],
    ['APPROVED', later, 0],
    ['USED', noon, 0],
    ['REJECTED', noon, 0],
    ['EXPIRED', noon, 0],
  ] as const)('of one that is %s and lasts until %s: %i', (status, expiresAt, count) => {
    const board = boardWith(override({ status, expiresAt }));
    expect(told(board)).toHaveLength(count);
    expect(told(tell(board))).toEqual([]);
  });
});

describe('only while the incident is OPEN', () => {
  it.each(['CLOSED', 'ABANDONED'] as const)(
    'not while it is %s; after reopenIncident what expired meanwhile',
    (status) => {
      const given = {
        ...system({ expiresAt: noon }),
        overrides: [{ of: 'ad', expiresAt: noon }],
        incident: { status },
      };
      const board = boardWith(given);
      expect(told(board)).toEqual([]);
      const reopened = giveIncident(board, (world) => decideReopenIncident(world, { reason: 'back' }), true);
      expect(told(done(reopened)).map(([type]) => type)).toEqual(['VERIFICATION_EXPIRED', 'OVERRIDE_EXPIRED']);
    },
  );
});

describe('decisions follow the clock at once', () => {
  it('an expired signature leaves no direct dependent ready, told or not', () => {
    const given: Given = {
      systems: { ad: { state: 'ONLINE', signed: true, expiresAt: noon }, erp: { state: 'VALIDATED', signed: true } },
      dependencies: ['erp > ad'],
    };
    for (const board of [boardWith(given), tell(boardWith(given))]) expect(board.isReady(1)).toBe(false);
  });
});
