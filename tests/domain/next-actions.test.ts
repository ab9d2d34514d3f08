import type { Board } from '../../src/board/board';
import { type NextAction, nextActions } from '../../src/domain/next-actions';
import { type ActionKind, actionKinds } from '../../src/domain/next-action.table';
import { type Given, boardWith, noon } from '../support/board-builder';

const actionsOf = (board: Board): NextAction[] =>
  nextActions(board, board.scheduleAt(), board.now, (system) => board.blockersOf(system));

/** Each action in short, the most urgent first: its kind and what it is about. */
function inShort(given: Given): string[] {
  const board = boardWith(given);
  return actionsOf(board).map(({ kind, system, milestone, line }) => {
    if (milestone !== null) return `${kind} ${board.milestones.at(milestone).key}`;
    if (line !== null) return `${kind} ${board.lines.at(line).key}`;
    return system === null ? kind : `${kind} ${board.systems.at(system).key}`;
  });
}

const online = { state: 'ONLINE', signed: true } as const;
const free = { state: 'VALIDATED', signed: true } as const;
const expired = { signed: true, expiresAt: noon } as const;
const preserved = { checks: { EVIDENCE_PRESERVED: 'PASSED' } } as const;
const plants = ['BUR'];
const overrides = [{ of: 'a', passes: ['DEPENDENCY b'], status: 'REQUESTED' as const }];
const passed = (recordedAt: string) => ({ IOC_SWEEP_CLEAN: { outcome: 'PASSED' as const, recordedAt } });

const rows: [ActionKind, string, Given, string[]][] = [
  [
    'CONFIRM_STOPPED',
    'for one that must stop, and nothing else for it',
    { systems: { a: { state: 'STOPPING', revoked: true } } },
    ['CONFIRM_STOPPED a'],
  ],
  [
    'CONFIRM_STOPPED',
    'not once it is off',
    { systems: { a: { state: 'OFFLINE', revoked: true } } },
    ['START_RESTORE a'],
  ],
  ['START_RESTORE', 'for one that waits for nothing', { systems: { a: 'OFFLINE' } }, ['START_RESTORE a']],
  [
    'START_RESTORE',
    'not for what waits for another',
    { systems: { a: 'OFFLINE', b: 'RESTORING' }, dependencies: ['a > b'] },
    ['FINISH_RESTORE b'],
  ],
  [
    'START_RESTORE',
    'for what waits for another only by a SOFT dependency',
    { systems: { a: 'OFFLINE', b: 'RESTORING' }, dependencies: ['a ~ b'] },
    ['FINISH_RESTORE b', 'START_RESTORE a'],
  ],
  [
    'START_RESTORE',
    'once the other is far enough',
    { systems: { a: 'OFFLINE', b: free }, dependencies: ['a > b @VALIDATED'] },
    ['BRING_ONLINE b', 'START_RESTORE a'],
  ],
  [
    'START_RESTORE',
    'not before the milestone that it comes after',
    { systems: { a: { after: ['M'] }, b: online }, milestones: { M: { gate: true, systems: ['b'] } } },
    ['DECLARE_MILESTONE M'],
  ],
  [
    'START_RESTORE',
    'nor while a line of that milestone still has to run',
    {
      plants,
      systems: { a: { after: ['M'] }, b: online },
      lines: { L: { plant: 'BUR', systems: ['b'] } },
      milestones: { M: { linesMustRun: true, lines: ['L'] } },
    },
    ['MARK_LINE_RUNNING L'],
  ],
  [
    'START_RESTORE',
    'not while a hold is on it: the hold comes first',
    { systems: { a: 'OFFLINE' }, holds: ['a'] },
    ['RELEASE_HOLD a'],
  ],
  [
    'COMPLETE_CHECKS',
    'before a restore that would wipe evidence',
    { require: ['EVIDENCE_PRESERVED'], systems: { a: 'OFFLINE' } },
    ['COMPLETE_CHECKS a'],
  ],
  [
    'COMPLETE_CHECKS',
    'not before a restore that cannot start yet',
    {
      require: ['EVIDENCE_PRESERVED'],
      systems: { a: 'OFFLINE', b: { state: 'RESTORING', ...preserved } },
      dependencies: ['a > b'],
    },
    ['FINISH_RESTORE b'],
  ],
  [
    'COMPLETE_CHECKS',
    'before a restore under way is finished',
    { require: ['EVIDENCE_PRESERVED'], systems: { a: 'RESTORING' } },
    ['COMPLETE_CHECKS a'],
  ],
  [
    'COMPLETE_CHECKS',
    'for a restored one that misses some',
    { require: ['IOC_SWEEP_CLEAN'], systems: { a: 'RESTORED' } },
    ['COMPLETE_CHECKS a', 'VALIDATE a'],
  ],
  [
    'COMPLETE_CHECKS',
    'for an ONLINE one whose signature expired and that must be looked at anew',
    {
      require: ['IOC_SWEEP_CLEAN'],
      systems: { a: { ...online, ...expired, checks: passed('2026-03-02T10:00:00.000Z') } },
    },
    ['COMPLETE_CHECKS a'],
  ],
  [
    'RENEW_VERIFICATION',
    'once it was looked at anew',
    {
      require: ['IOC_SWEEP_CLEAN'],
      systems: { a: { ...online, ...expired, checks: passed('2026-03-02T11:30:00.000Z') } },
    },
    ['RENEW_VERIFICATION a'],
  ],
  ['RENEW_VERIFICATION', 'not while the signature holds', { systems: { a: online } }, []],
  [
    'VERIFY_CONTAINMENT',
    'for a restored one whose checks are complete',
    { systems: { a: 'RESTORED' } },
    ['VERIFY_CONTAINMENT a', 'VALIDATE a'],
  ],
  ['VERIFY_CONTAINMENT', 'not before it is restored', { systems: { a: 'RESTORING' } }, ['FINISH_RESTORE a']],
  [
    'VERIFY_CONTAINMENT',
    'not for a signed one',
    { systems: { a: { state: 'RESTORED', signed: true } } },
    ['VALIDATE a'],
  ],
  [
    'VERIFY_CONTAINMENT',
    'for an ONLINE one without a signature',
    { systems: { a: 'ONLINE' } },
    ['VERIFY_CONTAINMENT a'],
  ],
  ['FINISH_RESTORE', 'for one under way', { systems: { a: 'RESTORING' } }, ['FINISH_RESTORE a']],
  [
    'FINISH_RESTORE',
    'also while what it waits for is not there',
    { systems: { a: 'RESTORING', b: 'RESTORING' }, dependencies: ['a > b'] },
    ['FINISH_RESTORE b', 'FINISH_RESTORE a'],
  ],
  [
    'FINISH_RESTORE',
    'not while a hold is on its plant',
    { plants, systems: { a: { state: 'RESTORING', plant: 'BUR' } }, holds: ['BUR'] },
    ['RELEASE_HOLD'],
  ],
  ['VALIDATE', 'for a restored one', { systems: { a: { state: 'RESTORED', signed: true } } }, ['VALIDATE a']],
  ['BRING_ONLINE', 'for one that nothing blocks', { systems: { a: free } }, ['BRING_ONLINE a']],
  [
    'BRING_ONLINE',
    'not while its dependency is not there',
    { systems: { a: free, b: 'RESTORING' }, dependencies: ['a > b'] },
    ['FINISH_RESTORE b'],
  ],
  [
    'BRING_ONLINE',
    'not without a signature that holds',
    { systems: { a: { ...free, ...expired } } },
    ['RENEW_VERIFICATION a'],
  ],
  [
    'BRING_ONLINE',
    'not while a hold is on the incident',
    { systems: { a: free }, holds: ['incident'] },
    ['RELEASE_HOLD'],
  ],
  [
    'BRING_ONLINE',
    'past what an approved override lets it pass',
    {
      systems: { a: free, b: 'RESTORING' },
      dependencies: ['a > b'],
      overrides: [{ of: 'a', passes: ['DEPENDENCY b'], by: ['cole', 'casey'] }],
    },
    ['FINISH_RESTORE b', 'BRING_ONLINE a'],
  ],
  [
    'DECLARE_MILESTONE',
    'for a gate whose criteria are met',
    { systems: { a: online }, milestones: { M: { gate: true, systems: ['a'] } } },
    ['DECLARE_MILESTONE M'],
  ],
  [
    'DECLARE_MILESTONE',
    'not while one of its systems is away',
    { systems: { a: free }, milestones: { M: { gate: true, systems: ['a'] } } },
    ['BRING_ONLINE a'],
  ],
  [
    'DECLARE_MILESTONE',
    'not for a milestone without a gate, nor a declared one',
    {
      systems: { a: online },
      milestones: { M: { systems: ['a'] }, N: { gate: true, achieved: true, systems: ['a'] } },
    },
    [],
  ],
  [
    'DECLARE_MILESTONE',
    'again for a gate that a revocation has voided',
    { systems: { a: online }, milestones: { M: { gate: true, achieved: true, voided: true, systems: ['a'] } } },
    ['DECLARE_MILESTONE M'],
  ],
  [
    'MARK_LINE_RUNNING',
    'for a line that could run',
    { plants, systems: { a: online }, lines: { L: { plant: 'BUR', systems: ['a'] } } },
    ['MARK_LINE_RUNNING L'],
  ],
  [
    'MARK_LINE_RUNNING',
    'not for one that is running, starved or blocked',
    {
      plants,
      systems: { a: free, b: online },
      lines: {
        L: { plant: 'BUR', systems: ['a'] },
        K: { plant: 'BUR', systems: ['b'], fedBy: ['L'] },
        J: { plant: 'BUR', systems: ['b'], running: true },
      },
    },
    ['BRING_ONLINE a'],
  ],
  [
    'RELEASE_HOLD',
    'for each hold',
    { plants, systems: { a: { ...free, plant: 'BUR' } }, holds: ['a', 'BUR', 'incident'] },
    ['RELEASE_HOLD a', 'RELEASE_HOLD', 'RELEASE_HOLD'],
  ],
  [
    'DECIDE_OVERRIDE',
    'for one that was requested',
    { systems: { a: free, b: 'RESTORING' }, dependencies: ['a > b'], overrides },
    ['FINISH_RESTORE b', 'DECIDE_OVERRIDE a'],
  ],
  [
    'DECIDE_OVERRIDE',
    'not once it expired',
    {
      systems: { a: free, b: 'RESTORING' },
      dependencies: ['a > b'],
      overrides: [{ ...overrides[0]!, expiresAt: noon }],
    },
    ['FINISH_RESTORE b'],
  ],
  [
    'DECIDE_OVERRIDE',
    'not once it is rejected or used',
    {
      systems: { a: free, b: 'RESTORING' },
      dependencies: ['a > b'],
      overrides: [{ ...overrides[0]!, status: 'REJECTED' }],
    },
    ['FINISH_RESTORE b'],
  ],
];

describe('what to do next', () => {
  it.each(rows)('%s: %s', (_kind, _when, given, expected) => {
    expect(inShort(given)).toEqual(expected);
  });

  it('knows every kind there is, each with a case that has it and one that has not', () => {
    const has = (kind: ActionKind, does: boolean) =>
      rows.some(([named, , , expected]) => named === kind && expected.some((one) => one.startsWith(kind)) === does);
    const withoutCounter: ActionKind[] = ['FINISH_RESTORE', 'VALIDATE', 'RELEASE_HOLD'];
    expect(actionKinds.filter((kind) => !has(kind, true))).toEqual([]);
    expect(actionKinds.filter((kind) => !has(kind, false) && !withoutCounter.includes(kind))).toEqual([]);
  });

  it.each(['CLOSED', 'ABANDONED'] as const)('is nothing while the incident is %s', (status) => {
    const systems = { a: 'OFFLINE', b: free, c: { state: 'STOPPING', revoked: true } } as const;
    expect(inShort({ systems, holds: ['a', 'incident'], incident: { status } })).toEqual([]);
  });

  it('is nothing for the retired', () => {
    expect(inShort({ systems: { a: { state: 'RETIRED' } } })).toEqual([]);
  });
});
