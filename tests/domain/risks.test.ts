import { type Given, boardWith, idOf, noon } from '../support/board-builder';
import { indexOf } from '../support/verdicts';

const online = { state: 'ONLINE', signed: true } as const;
const sound = {
  plants: ['BUR'],
  systems: { erp: { ...online, plant: 'BUR' }, ad: online, time: online, mail: online },
  dependencies: ['erp > ad', 'ad > time', 'erp ~ mail'],
} satisfies Given;
const having = (key: string, change: object): Given => ({
  ...sound,
  systems: { ...sound.systems, [key]: { ...sound.systems[key as 'ad'], ...change } },
});

const rows: [string, Given, [string, string][]][] = [
  ['none of a sound system', sound, []],
  ['DEPENDENCY_BELOW_REQUIRED', having('ad', { state: 'VALIDATED' }), [['DEPENDENCY_BELOW_REQUIRED', 'ad']]],
  ['DEPENDENCY_BELOW_REQUIRED: STOPPING', having('ad', { state: 'STOPPING' }), [['DEPENDENCY_BELOW_REQUIRED', 'ad']]],
  ['DEPENDENCY_BELOW_REQUIRED: RETIRED', having('ad', { state: 'RETIRED' }), [['DEPENDENCY_BELOW_REQUIRED', 'ad']]],
  ['DEPENDENCY_UNTRUSTED: never signed', having('ad', { signed: false }), [['DEPENDENCY_UNTRUSTED', 'ad']]],
  ['DEPENDENCY_UNTRUSTED: expired now', having('ad', { expiresAt: noon }), [['DEPENDENCY_UNTRUSTED', 'ad']]],
  [
    'DEPENDENCY_UNTRUSTED: a system deeper fell',
    having('time', { state: 'OFFLINE' }),
    [['DEPENDENCY_UNTRUSTED', 'ad']],
  ],
  [
    'DEPENDENCY_UNTRUSTED: a system deeper was revoked',
    having('time', { signed: false, revoked: true }),
    [['DEPENDENCY_UNTRUSTED', 'ad']],
  ],
  ['DEPENDENCY_SOFT', having('mail', { state: 'VALIDATED' }), [['DEPENDENCY_SOFT', 'mail']]],
  ['nothing of a SOFT dependency that is there and not signed', having('mail', { signed: false }), []],
  ['VERIFICATION_EXPIRED', having('erp', { expiresAt: noon }), [['VERIFICATION_EXPIRED', 'erp']]],
  ['ONLINE_UNDER_OVERRIDE', having('erp', { onlineUnder: idOf('x') }), [['ONLINE_UNDER_OVERRIDE', 'erp']]],
  ['HELD: the system', { ...sound, holds: ['erp'] }, [['HELD', 'erp']]],
  ['HELD: its plant', { ...sound, holds: ['BUR'] }, [['HELD', 'erp']]],
  [
    'HELD: the incident, one for each hold',
    { ...sound, holds: ['incident', 'erp'] },
    [
      ['HELD', 'erp'],
      ['HELD', 'erp'],
    ],
  ],
  ['CHECK_WAIVED', having('erp', { checks: { OTHER: 'WAIVED', SCOPE_ASSESSED: 'PASSED' } }), [['CHECK_WAIVED', 'erp']]],
  ['RULES_WEAKENED', having('erp', { weakenedBy: [idOf('ben'), idOf('ed')] }), [['RULES_WEAKENED', 'erp']]],
];

describe('risks of an ONLINE system', () => {
  it.each(rows)('%s', (_, given, expected) => {
    const board = boardWith(given);
    const risks = board.risksOf(indexOf(board, 'erp'));
    expect(risks.map(({ kind, systemId }) => [kind, systemId])).toEqual(
      expected.map(([kind, key]) => [kind, idOf(key)]),
    );
    expect(board.progressOf(null).atRisk > 0).toBe(expected.length > 0);
  });

  it.each(['STOPPING', 'VALIDATED', 'OFFLINE', 'RETIRED'] as const)('none of one that is %s', (state) => {
    const board = boardWith({ ...having('erp', { state }), holds: ['erp'] });
    expect(board.risksOf(indexOf(board, 'erp'))).toEqual([]);
  });
});
