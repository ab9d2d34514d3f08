import { Field, Int, ObjectType } from 'type-graphql';
import { RoleEnum } from '../access/access.enum';
import { type NextAction, systemsHeldBy } from '../domain/next-actions';
import type { ActionKind } from '../domain/next-action.table';
import { unlocksOfAny } from '../domain/reach';
import type { Role } from '../domain/words';
import { enumOf } from '../view/enum';
import { type Shape, shape } from '../view/shapes';
import type { View } from '../view/view';

const NextActionKindEnum = enumOf<ActionKind>('NextActionKind', 'What there is to do.', {
  CONFIRM_STOPPED: 'Stop a system whose containment was revoked, and confirm that it is off: takeSystemOffline.',
  COMPLETE_CHECKS: 'Record the checks that are missing: recordContainmentCheck.',
  VERIFY_CONTAINMENT: 'Sign a system whose checks are complete: verifyContainment.',
  START_RESTORE: 'Start the restore of a system whose dependencies are there: startRestore.',
  FINISH_RESTORE: 'Finish a restore that is under way: markSystemRestored.',
  VALIDATE: 'Show that a restored system works: recordValidation.',
  BRING_ONLINE: 'Bring a system online that nothing blocks: bringSystemOnline.',
  DECLARE_MILESTONE: 'Declare a gate whose criteria are met: achieveMilestone.',
  MARK_LINE_RUNNING: 'Start a line that could run: markLineRunning.',
  RELEASE_HOLD: 'Release a hold once its reason is gone: releaseHold.',
  DECIDE_OVERRIDE: 'Approve or reject an override: approveOverride, rejectOverride.',
  RENEW_VERIFICATION: 'Sign a system again whose signature expired: verifyContainment.',
});

@ObjectType('NextAction', { description: 'One thing that somebody can do now and that brings the recovery on.' })
export class NextActionType {
  constructor(
    private readonly view: View,
    private readonly action: NextAction,
  ) {}

  @Field(() => NextActionKindEnum, { simple: true, description: 'What it is.' })
  get kind(): ActionKind {
    return this.action.kind;
  }

  @Field(() => shape('System'), { simple: true, nullable: true, description: 'The system that it is about.' })
  get system(): Shape<'System'> | null {
    return this.action.system === null ? null : this.view.system(this.action.system);
  }

  @Field(() => shape('Milestone'), { simple: true, nullable: true, description: 'The milestone to declare.' })
  get milestone(): Shape<'Milestone'> | null {
    return this.action.milestone === null ? null : this.view.milestone(this.action.milestone);
  }

  @Field(() => shape('Line'), { simple: true, nullable: true, description: 'The line to start.' })
  get line(): Shape<'Line'> | null {
    return this.action.line === null ? null : this.view.line(this.action.line);
  }

  @Field(() => shape('Hold'), { simple: true, nullable: true, description: 'The hold to release.' })
  get hold(): Shape<'Hold'> | null {
    return this.action.hold && this.view.hold(this.action.hold);
  }

  @Field(() => shape('Override'), { simple: true, nullable: true, description: 'The override to decide.' })
  get override(): Shape<'Override'> | null {
    return this.action.override && this.view.override(this.action.override);
  }

  @Field(() => RoleEnum, { simple: true, description: 'The role that it is first of all for.' })
  get role(): Role {
    return this.action.role;
  }

  @Field(() => Int, { simple: true, description: 'How many systems wait for this one, directly or not.' })
  get unlocks(): number {
    const { board } = this.view;
    const { system, milestone, line, hold } = this.action;
    if (hold) return unlocksOfAny(board, Array.from(systemsHeldBy(board, hold)));
    if (system !== null) return board.unlocksOf(system);
    const { systems, lines } = board.network;
    return board.unlocksOf(milestone === null ? systems + (line as number) : systems + lines + milestone);
  }

  @Field(() => Boolean, { simple: true, description: 'On the critical path of the whole recovery.' })
  get critical(): boolean {
    return this.action.critical;
  }

  @Field(() => String, { simple: true, description: 'One sentence for a person: what to do, and why now.' })
  get message(): string {
    return this.action.message;
  }
}
