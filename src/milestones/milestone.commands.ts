import { decideAchieve, decideReopen } from '../domain/milestone-decisions';
import { onMilestone } from '../domain/named';
import type { CommandContext, Outcome } from '../log/ledger';
import { change } from '../log/transaction';

interface MilestoneCommand {
  idempotencyKey?: string;
  incident: string;
  milestone: string;
  reason?: string;
}

/** Declares a gate milestone whose criteria are met. */
export function achieveMilestone(context: CommandContext, input: MilestoneCommand): Promise<Outcome> {
  return change(context, {
    ...onMilestone('achieveMilestone'),
    mutation: 'achieveMilestone',
    input,
    requested: input.milestone,
    decide: (world, milestone, moment) => decideAchieve(world, milestone, moment, input),
  });
}

/** Takes the declaration of a gate milestone back. */
export function reopenMilestone(context: CommandContext, input: MilestoneCommand): Promise<Outcome> {
  return change(context, {
    ...onMilestone('reopenMilestone'),
    mutation: 'reopenMilestone',
    input,
    requested: input.milestone,
    decide: (world, milestone) => decideReopen(world, milestone, input),
  });
}
