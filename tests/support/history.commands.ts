import type { Board } from '../../src/board/board';
import {
  recordContainmentCheck,
  recordContainmentChecks,
  revokeContainment,
  verifyContainment,
  waiveContainmentCheck,
} from '../../src/containment/containment.commands';
import type { RecoveryEvent } from '../../src/domain/event';
import type { PlanDocument } from '../../src/domain/plan/export';
import type { Refusal } from '../../src/domain/refusal';
import type { Actor } from '../../src/domain/world';
import { placeHold, releaseHold } from '../../src/holds/hold.commands';
import { closeIncident, reopenIncident } from '../../src/incidents/closing.commands';
import { markLineRunning, markLineStopped } from '../../src/lines/line.commands';
import type { BatchOutcome, ItemOutcome, Ledger, Outcome } from '../../src/log/ledger';
import { achieveMilestone, reopenMilestone } from '../../src/milestones/milestone.commands';
import { addNote } from '../../src/notes/note.commands';
import { approveOverride, rejectOverride, requestOverride } from '../../src/overrides/override.commands';
import { applyPlan } from '../../src/plans/plan.commands';
import { readDocument } from '../../src/plans/read';
import { addDependency, removeDependency } from '../../src/systems/dependency.commands';
import { bringSystemOnline, bringSystemsOnline, takeSystemOffline } from '../../src/systems/online.commands';
import {
  markSystemRestored,
  markSystemsRestored,
  recordValidation,
  startRestore,
  startRestores,
} from '../../src/systems/restore.commands';
import { reinstateSystem, retireSystem } from '../../src/systems/retirement.commands';
import { updateSystem } from '../../src/systems/system.commands';
import type { Name } from './history.actors';

const mutations = {
  ...{ startRestore, startRestores, markSystemRestored, markSystemsRestored, recordValidation },
  ...{ recordContainmentCheck, recordContainmentChecks, waiveContainmentCheck, verifyContainment, revokeContainment },
  ...{ bringSystemOnline, bringSystemsOnline, takeSystemOffline, updateSystem, addDependency, removeDependency },
  ...{ placeHold, releaseHold, achieveMilestone, reopenMilestone, addNote },
  ...{ markLineRunning, markLineStopped, requestOverride, approveOverride, rejectOverride },
  ...{ retireSystem, reinstateSystem, closeIncident, reopenIncident },
};

export type Mutation = keyof typeof mutations | 'applyPlan';

/** One command of a history, as a client would send it. */
export interface Command {
  mutation: Mutation;
  by: Name;
  input: Record<string, any>;
  /** The document of an applyPlan. */
  plan?: PlanDocument;
}

/** What became of a command, on one object or on many: `refusals` are about the request, the others of one object each. */
export interface Answer {
  board: Board | null;
  refusals: Refusal[];
  items: ItemOutcome[];
  events: RecoveryEvent[];
  /** Whether it said that it answers an earlier command again; batches do not say. */
  replayed: boolean;
}

/** Gives a command to the write path of a process. */
export async function give(ledger: Ledger, actor: Actor, { mutation, input, plan }: Command): Promise<Answer> {
  if (mutation === 'applyPlan') return single(await applied(ledger, actor, input, plan ?? {}));
  const run = mutations[mutation] as (context: object, input: object) => Promise<Outcome | BatchOutcome>;
  const outcome = await run({ ledger, actor }, input);
  return 'results' in outcome ? batch(outcome) : single(outcome);
}

async function applied(ledger: Ledger, actor: Actor, input: Command['input'], plan: PlanDocument): Promise<Outcome> {
  const document = await readDocument('BLACKSTART', JSON.stringify(plan));
  return applyPlan({ ledger, actor }, input as Parameters<typeof applyPlan>[1], document);
}

function single({ board, objectId, events, refusals, replayed }: Outcome): Answer {
  return { board, refusals: [], items: [{ requested: '', objectId, events, refusals }], events, replayed };
}

function batch({ board, refusals, results }: BatchOutcome): Answer {
  return { board, refusals, items: results, events: results.flatMap(({ events }) => events), replayed: false };
}
