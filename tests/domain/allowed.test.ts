import type { Board } from '../../src/board/board';
import { allowedActions } from '../../src/domain/allowed';
import { decideReleaseHold, plantOfHold } from '../../src/domain/holds';
import { refusePlace } from '../../src/domain/named';
import { type Role, type SystemAction, checkKinds, roles, systemActions, systemStates } from '../../src/domain/words';
import type { Actor, Grant } from '../../src/domain/world';
import { type Given, type GivenSystem, boardWith, idOf } from '../support/board-builder';
import { type SystemCommandName, give, indexOf, momentOf } from '../support/verdicts';

const evidence = [{ label: 'scan' }];
const others = ['erp', 'ad', 'spare'];

/** The command of each action, and inputs of which one succeeds wherever any does. */
const tries: Record<Exclude<SystemAction, 'RELEASE_HOLD'>, [SystemCommandName, object[]]> = {
  UPDATE: ['updateSystem', [{ description: 'looked at' }]],
  ADD_DEPENDENCY: ['addDependency', others.map((key) => ({ strength: 'SOFT', key }))],
  START_RESTORE: ['startRestore', [{}]],
  MARK_RESTORED: ['markSystemRestored', [{}]],
  RECORD_VALIDATION: ['recordValidation', [{}, { passed: false }]],
  BRING_ONLINE: ['bringSystemOnline', [{}]],
  TAKE_OFFLINE: ['takeSystemOffline', [{}]],
  RETIRE: ['retireSystem', [{}, ...others.map((replacedBy) => ({ replacedBy }))]],
  REINSTATE: ['reinstateSystem', [{}]],
  RECORD_CHECK: ['recordContainmentCheck', [{ kinds: ['SCOPE_ASSESSED'], outcome: 'PASSED', evidence }]],
  WAIVE_CHECK: ['waiveContainmentCheck', [{ kind: 'OTHER' }, { kind: 'SAFETY_TESTED' }]],
  VERIFY_CONTAINMENT: ['verifyContainment', [{}]],
  REVOKE_CONTAINMENT: ['revokeContainment', [{}, { cascade: true }]],
  PLACE_HOLD: ['placeHold', [{ reason: 'odd traffic' }]],
  REQUEST_OVERRIDE: ['requestOverride', [...others.map((key) => ({ dependencies: [key] })), { milestones: ['M1'] }]],
};

function succeeds(board: Board, action: SystemAction, by: Actor): boolean {
  if (action === 'RELEASE_HOLD') return mayRelease(board, by);
  const [command, inputs] = tries[action];
  return inputs.some((input) => {
    if ('milestones' in input && board.milestones.size === 0) return false;
    const dependsOn = 'key' in input ? { dependsOn: indexOf(board, input.key as string) } : {};
    return give(board, command, 'mes', { ...input, ...dependsOn }, { by }).refusals.length === 0;
  });
}

// As the command judges it.
function mayRelease(board: Board, by: Actor): boolean {
  if (board.incident.status !== 'OPEN') return false;
  return board.holdsOn(indexOf(board, 'mes')).some((hold) => {
    const own = hold.placedBy === by.id && by.kind === 'HUMAN';
    if (!own && refusePlace(board, ['releaseAnothersHold'], by, plantOfHold(board, hold))) return false;
    return 'facts' in decideReleaseHold(board, hold, { reason: 'calm' });
  });
}

const grant = (role: Role, more: Partial<Grant> = {}): Grant => ({ role, incidentId: null, plantId: null, ...more });
const anyone = (name: string, grants: Grant[], kind: Actor['kind'] = 'HUMAN'): Actor => ({
  id: idOf(name),
  kind,
  grants,
});

const actors: [string, Actor][] = [
  ...roles.map((role): [string, Actor] => [role, anyone('ben', [grant(role)])]),
  ...(['ENGINEER', 'COMMANDER', 'VERIFIER'] as const).flatMap((role): [string, Actor][] => [
    [`SERVICE as ${role}`, anyone('bot', [grant(role)], 'SERVICE')],
    [`${role} who restored it`, anyone('rob', [grant(role)])],
    [`${role} of its plant`, anyone('pia', [grant(role, { incidentId: idOf('incident'), plantId: idOf('BUR') })])],
    [`${role} of another plant`, anyone('pia', [grant(role, { incidentId: idOf('incident'), plantId: idOf('DER') })])],
  ]),
  [
    'all roles who weakened its rules',
    anyone(
      'wim',
      roles.map((role) => grant(role)),
    ),
  ],
  [
    'all roles who waived a check',
    anyone(
      'walt',
      roles.map((role) => grant(role)),
    ),
  ],
  ['OBSERVER who placed a hold', anyone('hugo', [grant('OBSERVER')])],
  ['SERVICE who placed a hold', anyone('hugo', [grant('COMMANDER')], 'SERVICE')],
];

const policies: [string, Given['incident']][] = [
  ['the ordinary policy', {}],
  ['no separation of duties', { separationOfDuties: false }],
  ['nothing may be waived', { neverWaive: [...checkKinds] }],
  ['everything may be waived', { neverWaive: [] }],
  ['an incident that is CLOSED', { status: 'CLOSED' }],
  ['an incident that is ABANDONED', { status: 'ABANDONED' }],
];

const online = { state: 'ONLINE', signed: true } as const;
const passed = { SCOPE_ASSESSED: 'PASSED', OTHER: { outcome: 'WAIVED', by: 'walt' } } as const;
const own: GivenSystem = { plant: 'BUR', restoredBy: idOf('rob'), weakenedBy: [idOf('wim')], checks: passed };
const around: Pick<Given, 'plants' | 'require'> = { plants: ['BUR', 'DER'], require: ['SCOPE_ASSESSED'] };

/** What may surround the system: nothing in its way, everything, or what needs it. */
const places: [string, (one: GivenSystem) => Omit<Given, 'incident'>][] = [
  [
    'nothing in its way',
    (one) => ({ systems: { mes: { ...one, signed: true }, erp: online, ad: online, spare: online } }),
  ],
  [
    'unsigned',
    (one) => ({
      systems: { mes: { ...one, checks: { SCOPE_ASSESSED: 'PASSED' } }, erp: online, ad: online, spare: 'RETIRED' },
    }),
  ],
  [
    'everything in its way',
    (one) => ({
      systems: {
        mes: { ...one, signed: true, after: ['M1'] },
        erp: 'OFFLINE',
        ad: { ...online, safety: true },
        spare: 'RETIRED',
      },
      dependencies: ['mes > erp', 'mes > ad'],
      milestones: { M1: { gate: true } },
      holds: ['mes', 'BUR', 'incident'],
    }),
  ],
  [
    'needed, by what would replace it too',
    (one) => ({
      systems: { mes: { ...one, signed: true }, erp: { plant: 'DER' }, ad: { plant: 'BUR' }, spare: 'RETIRED' },
      dependencies: ['erp > mes', 'ad > erp'],
      lines: { L1: { plant: 'BUR', systems: ['mes'] } },
    }),
  ],
  [
    'an override open',
    (one) => ({
      systems: { mes: { ...one, signed: true }, erp: 'OFFLINE', ad: online, spare: online },
      dependencies: ['mes > erp', 'mes > ad', 'mes ~ spare'],
      overrides: [{ of: 'mes', passes: ['DEPENDENCY erp'], by: ['carla', 'cleo'] }],
      holds: ['BUR'],
    }),
  ],
];

describe.each(places)('allowedActions: %s', (_, place) => {
  describe.each(policies)('%s', (__, incident) => {
    const boards = systemStates.map((state) => boardWith({ ...around, ...place({ ...own, state }), incident }));
    it.each(actors)('%s: each allowed action succeeds with some input, each other is refused', (___, by) => {
      for (const board of boards) {
        const allowed = allowedActions(board, indexOf(board, 'mes'), momentOf({ by }));
        expect(allowed).toEqual(systemActions.filter((action) => succeeds(board, action, by)));
      }
    });
  });
});

it('no action on the only system: there is nothing to wait for', () => {
  const board = boardWith({ systems: { mes: 'OFFLINE' } });
  expect(allowedActions(board, 0, momentOf())).not.toContain('ADD_DEPENDENCY');
});
