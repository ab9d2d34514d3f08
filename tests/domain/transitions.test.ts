import {
  type Step,
  hasReached,
  isAwaited,
  isCounted,
  isOnline,
  stateAfter,
  transitions,
} from '../../src/domain/transitions';
import { type SystemState, systemStates } from '../../src/domain/words';
import { boardWith } from '../support/board-builder';
import { type SystemCommandName, codesOf, done, give, rowOf, typesOf } from '../support/verdicts';

// The states of the rules' table, written out: where each step leads from each state; a missing one is no step.
const told: Record<Step, Partial<Record<SystemState, SystemState>>> = {
  startRestore: { OFFLINE: 'RESTORING' },
  markSystemRestored: { OFFLINE: 'RESTORED', RESTORING: 'RESTORED' },
  passValidation: { RESTORED: 'VALIDATED' },
  failValidation: { RESTORED: 'RESTORING' },
  verifyContainment: { RESTORED: 'RESTORED', VALIDATED: 'VALIDATED', ONLINE: 'ONLINE' },
  bringSystemOnline: { VALIDATED: 'ONLINE' },
  takeSystemOffline: {
    ...{ STOPPING: 'OFFLINE', RESTORING: 'OFFLINE', RESTORED: 'OFFLINE', VALIDATED: 'OFFLINE', ONLINE: 'OFFLINE' },
  },
  revokeContainment: {
    ...{ STOPPING: 'STOPPING', OFFLINE: 'OFFLINE', RESTORING: 'RESTORING', RESTORED: 'RESTORED' },
    ...{ VALIDATED: 'VALIDATED', ONLINE: 'STOPPING' },
  },
  retireSystem: { OFFLINE: 'RETIRED', RESTORING: 'RETIRED', RESTORED: 'RETIRED', VALIDATED: 'RETIRED' },
  reinstateSystem: { RETIRED: 'OFFLINE' },
};

const steps = Object.keys(told) as Step[];
const pairs = steps.flatMap((step) => systemStates.map((state) => [step, state, told[step][state] ?? null] as const));

describe('the state machine, each pair of a command and a state', () => {
  it('has the steps of the rules and no others', () => {
    expect(Object.keys(transitions).sort()).toEqual([...steps].sort());
    expect(pairs).toHaveLength(70);
  });

  it.each(pairs)('%s from %s leads to %s', (step, state, to) => {
    expect(stateAfter(step, state)).toBe(to);
  });
});

interface Given {
  command: SystemCommandName;
  input?: Record<string, unknown>;
  event: string;
}

const commands: Partial<Record<Step, Given>> = {
  startRestore: { command: 'startRestore', event: 'RESTORE_STARTED' },
  markSystemRestored: { command: 'markSystemRestored', event: 'SYSTEM_RESTORED' },
  passValidation: { command: 'recordValidation', event: 'VALIDATION_PASSED' },
  failValidation: { command: 'recordValidation', input: { passed: false }, event: 'VALIDATION_FAILED' },
  verifyContainment: { command: 'verifyContainment', event: 'CONTAINMENT_VERIFIED' },
  bringSystemOnline: { command: 'bringSystemOnline', event: 'SYSTEM_ONLINE' },
  takeSystemOffline: { command: 'takeSystemOffline', event: 'SYSTEM_OFFLINE' },
  revokeContainment: { command: 'revokeContainment', event: 'CONTAINMENT_REVOKED' },
};

// On a system that is neither ONLINE, STOPPING nor RETIRED the gate says what is missing.
function refusalOf(step: Step, state: SystemState): string {
  const saysWhatIsMissing = step === 'bringSystemOnline' && ['OFFLINE', 'RESTORING', 'RESTORED'].includes(state);
  return saysWhatIsMissing ? 'BLOCKED' : 'INVALID_TRANSITION';
}

describe('the commands, each from each state', () => {
  const cases = pairs.flatMap(([step, state, to]) => {
    const given = commands[step];
    return given ? [{ step, state, to, ...given }] : [];
  });

  it.each(cases)('$step of a system that is $state: $to', ({ step, state, to, command, input, event }) => {
    const board = boardWith({ systems: { mes: { state, signed: true } } });
    const verdict = give(board, command, 'mes', input);
    expect(codesOf(verdict)).toEqual(to === null ? [refusalOf(step, state)] : []);
    expect(typesOf(verdict)).toEqual(to === null ? [] : [event]);
    expect(rowOf(verdict.board, 'mes').state).toBe(to ?? state);
    if (to === null) expect(verdict.board).toBe(board);
  });
});

describe('a step', () => {
  it('of a RETIRED system waits for it to be reinstated', () => {
    const board = boardWith({ systems: { mes: 'RETIRED' } });
    expect(codesOf(give(board, 'recordContainmentCheck', 'mes'))).toEqual(['INVALID_TRANSITION']);
    expect(codesOf(give(board, 'waiveContainmentCheck', 'mes'))).toEqual(['INVALID_TRANSITION']);
  });

  it('tells since when the system is in its state, and changes its version', () => {
    const board = boardWith({ systems: { mes: 'OFFLINE', erp: 'OFFLINE' } });
    const after = done(give(board, 'startRestore', 'mes', {}, { at: '2026-03-02T13:00:00.000Z' }));
    expect(rowOf(after, 'mes')).toMatchObject({ stateSince: '2026-03-02T13:00:00.000Z', version: 2 });
    expect(rowOf(after, 'erp').version).toBe(1);
    expect(rowOf(board, 'mes')).toMatchObject({ state: 'OFFLINE', version: 1 });
  });

  it('is refused with the system, its state and the states that it leads from', () => {
    const board = boardWith({ systems: { mes: 'ONLINE' } });
    const [refusal] = give(board, 'startRestore', 'mes').refusals;
    expect(refusal?.message).toBe('Cannot start the restore of mes while it is ONLINE: that step leads from OFFLINE.');
  });
});

describe('the order of the states', () => {
  const reached: Record<SystemState, SystemState[]> = {
    STOPPING: ['STOPPING', 'OFFLINE'],
    OFFLINE: ['STOPPING', 'OFFLINE'],
    RESTORING: ['STOPPING', 'OFFLINE', 'RESTORING'],
    RESTORED: ['STOPPING', 'OFFLINE', 'RESTORING', 'RESTORED'],
    VALIDATED: ['STOPPING', 'OFFLINE', 'RESTORING', 'RESTORED', 'VALIDATED'],
    ONLINE: ['STOPPING', 'OFFLINE', 'RESTORING', 'RESTORED', 'VALIDATED', 'ONLINE'],
    RETIRED: [],
  };

  it.each(systemStates)(
    '%s is good enough where a lower one is required; STOPPING ranks as OFFLINE, RETIRED never is',
    (state) => {
      const required = systemStates.filter((one) => one !== 'RETIRED');
      expect(required.filter((one) => hasReached(state, one))).toEqual(reached[state]);
    },
  );

  it('a system counts unless RETIRED, and is awaited unless ONLINE too', () => {
    expect(systemStates.filter(isCounted)).toEqual(systemStates.filter((state) => state !== 'RETIRED'));
    expect(systemStates.filter(isOnline)).toEqual(['ONLINE']);
    expect(systemStates.filter(isAwaited)).toEqual(['STOPPING', 'OFFLINE', 'RESTORING', 'RESTORED', 'VALIDATED']);
  });
});
