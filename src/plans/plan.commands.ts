import type { Board } from '../board/board';
import { supposedBoard } from '../board/planned';
import { type PlanDiff, decideApply } from '../domain/plan/decide';
import type { PlanFinding } from '../domain/plan/finding';
import type { RowChange } from '../domain/tables';
import { refusePlace } from '../domain/named';
import type { CommandContext, Outcome } from '../log/ledger';
import { change } from '../log/transaction';
import type { ReadDocument } from './read';

/** What became of a plan: the diff is null where it could not be worked out; `planned` is the board that a dry run would make. */
export type PlanOutcome = Outcome & { diff: PlanDiff | null; planned: Board | null; findings: PlanFinding[] };

/** Makes an incident's topology equal to a document that was read already; one event, all or nothing. */
export async function applyPlan(
  context: CommandContext,
  input: { idempotencyKey?: string; incident: string; reason: string; prune?: boolean; dryRun?: boolean },
  document: ReadDocument,
): Promise<PlanOutcome> {
  let diff: PlanDiff | null = null;
  let supposed: RowChange[] = [];
  let fitting = document;
  const { prune = false, dryRun = false, reason } = input;
  const withPlan: { incident: string } = Object.assign({}, input, { plan: document.digest });
  const outcome = await change(context, {
    mutation: 'applyPlan',
    input: withPlan,
    requested: input.incident,
    patient: true,
    find: () => ({ object: null }),
    permit: (world, _object, { actor }) => refusePlace(world, ['applyPlan'], actor, null),
    idOf: (world) => world.incident.id,
    decide: (world, _object, moment) => {
      fitting = document.against(world);
      const onDiff = (found: PlanDiff, rows: RowChange[]): void => {
        diff = found;
        if (dryRun) supposed = rows;
      };
      return decideApply(world, fitting, moment, { reason, prune, dryRun, onDiff });
    },
  });
  const planned = dryRun && outcome.board && diff ? supposedBoard(outcome.board, supposed) : null;
  return { ...outcome, diff, planned, findings: fitting.findings };
}
