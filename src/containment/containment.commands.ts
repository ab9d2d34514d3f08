import { decideChecks, decideWaiver } from '../domain/checks';
import type { EvidenceInput } from '../domain/evidence';
import { eachOnce, onSystem, refuseNumber } from '../domain/named';
import { decideRevoke, decideVerify } from '../domain/signature';
import type { CheckKind, CheckOutcome } from '../domain/words';
import type { BatchOutcome, CommandContext, Outcome } from '../log/ledger';
import { change, changeEach } from '../log/transaction';

interface OnSystem {
  idempotencyKey?: string;
  incident: string;
  system: string;
}

interface Result {
  outcome: CheckOutcome;
  evidence?: EvidenceInput[];
  note?: string;
}

/** Records what one check of a system found. */
export function recordContainmentCheck(
  context: CommandContext,
  input: OnSystem & Result & { kind: CheckKind },
): Promise<Outcome> {
  return change(context, {
    ...onSystem('recordContainmentCheck'),
    mutation: 'recordContainmentCheck',
    input,
    requested: input.system,
    decide: (world, system, moment) => decideChecks(world, system, moment, { ...input, kinds: [input.kind] }),
  });
}

/** Records the same result for several checks of up to 500 systems, each judged by itself. */
export function recordContainmentChecks(
  context: CommandContext,
  input: Result & { idempotencyKey?: string; incident: string; systems: string[]; kinds: CheckKind[] },
): Promise<BatchOutcome> {
  return changeEach(context, {
    ...onSystem('recordContainmentCheck'),
    mutation: 'recordContainmentChecks',
    input,
    requested: input.systems,
    refuseRequest: () => refuseNumber(input.systems),
    inOrder: eachOnce,
    decide: (world, system, moment) => decideChecks(world, system, moment, input),
  });
}

/** Accepts, in a commander's name, that one check is not done. */
export function waiveContainmentCheck(
  context: CommandContext,
  input: OnSystem & { kind: CheckKind; reason: string },
): Promise<Outcome> {
  return change(context, {
    ...onSystem('waiveContainmentCheck'),
    mutation: 'waiveContainmentCheck',
    input,
    requested: input.system,
    decide: (world, system, moment) => decideWaiver(world, system, moment, input),
  });
}

/** Signs a system's containment, or renews the signature, on the version that the verifier looked at. */
export function verifyContainment(
  context: CommandContext,
  input: OnSystem & { expectedVersion: number; note?: string },
): Promise<Outcome> {
  return change(context, {
    ...onSystem('verifyContainment'),
    mutation: 'verifyContainment',
    input,
    requested: input.system,
    decide: (world, system, moment) => decideVerify(world, system, moment, input),
  });
}

/** Revokes a system's containment, whatever stands against it; an ONLINE one must stop. With `cascade` all that rests on it too. */
export function revokeContainment(
  context: CommandContext,
  input: OnSystem & { reason: string; cascade?: boolean; expectedCount?: number },
): Promise<Outcome> {
  const { reason, cascade = false, expectedCount = null } = input;
  return change(context, {
    ...onSystem('revokeContainment'),
    mutation: 'revokeContainment',
    input,
    requested: input.system,
    decide: (world, system, moment) => decideRevoke(world, system, moment, { reason, cascade, expectedCount }),
  });
}
