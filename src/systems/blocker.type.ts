import { Field, ObjectType } from 'type-graphql';
import { CheckKindEnum } from '../containment/containment.enum';
import type { Blocker } from '../domain/refusal';
import type { TeamRow } from '../domain/rows';
import type { BlockerKind, CheckKind } from '../domain/words';
import { TeamType } from '../incidents/team.type';
import { Once } from '../view/once';
import { type Shape, registerShape, shape } from '../view/shapes';
import type { View } from '../view/view';
import { BlockerKindEnum } from './dependency.enum';

@ObjectType('Blocker', {
  description: 'One reason why the gate says no, or why a milestone or the end of recovery is not there yet.',
})
export class BlockerType {
  constructor(
    private readonly view: View,
    private readonly blocker: Blocker,
  ) {}

  @Field(() => BlockerKindEnum, { simple: true, description: 'What kind of thing stands in the way.' })
  get kind(): BlockerKind {
    return this.blocker.kind;
  }

  @Field(() => String, { simple: true, description: 'One sentence for a person: what is missing, and on what.' })
  get message(): string {
    return this.blocker.message;
  }

  @Once()
  @Field(() => shape('System'), {
    simple: true,
    nullable: true,
    description: 'The system itself, or the dependency.',
  })
  get system(): Shape<'System'> | null {
    return this.view.findSystem(this.blocker.systemId);
  }

  @Once()
  @Field(() => shape('System'), {
    simple: true,
    nullable: true,
    description: 'The system deeper down where the fault lies, if that is another one.',
  })
  get cause(): Shape<'System'> | null {
    return this.view.findSystem(this.blocker.causeId);
  }

  @Once()
  @Field(() => shape('Milestone'), {
    simple: true,
    nullable: true,
    description: 'For MILESTONE: the one that is not achieved.',
  })
  get milestone(): Shape<'Milestone'> | null {
    return this.view.findMilestone(this.blocker.milestoneId);
  }

  @Once()
  @Field(() => shape('Hold'), { simple: true, nullable: true, description: 'For HOLD: the stop sign.' })
  get hold(): Shape<'Hold'> | null {
    return this.view.findHold(this.blocker.holdId);
  }

  @Once()
  @Field(() => shape('Line'), { simple: true, nullable: true, description: 'For LINE: the line that is not there.' })
  get line(): Shape<'Line'> | null {
    return this.view.findLine(this.blocker.lineId);
  }

  @Once()
  @Field(() => shape('Override'), {
    simple: true,
    nullable: true,
    description: 'For OVERRIDE: the one that is still open.',
  })
  get override(): Shape<'Override'> | null {
    return this.view.findOverride(this.blocker.overrideId);
  }

  @Once()
  @Field(() => [CheckKindEnum], {
    simple: true,
    description: 'For CONTAINMENT: the required checks that are not passed or waived.',
  })
  get missingChecks(): CheckKind[] {
    return this.blocker.missingChecks;
  }

  @Once()
  @Field(() => TeamType, { simple: true, nullable: true, description: 'Who can clear it.' })
  get team(): TeamRow | null {
    return this.view.findTeam(this.blocker.teamId);
  }

  @Field(() => Boolean, { simple: true, description: 'Whether an approved override can pass it.' })
  get overridable(): boolean {
    return this.blocker.overridable;
  }
}

registerShape('Blocker', BlockerType);
