import { Args, ArgsType, Field, Int, ObjectType } from 'type-graphql';
import { allowedActions } from '../domain/allowed';
import type { SystemAction } from '../domain/words';
import { ScheduleType } from '../planning/schedule.type';
import { type ConnectionOf, pageArgsOf } from '../view/connection';
import { HangsOn } from '../view/hangs-on';
import { Once } from '../view/once';
import { PerViewer } from '../view/per-viewer';
import { type Shape, shape } from '../view/shapes';
import { RiskType } from './risk.type';
import { SystemCourse } from './system-course.type';
import { SystemConnection, keyedSystemPage } from './system-page.type';
import { SystemActionEnum } from './system.enum';

@ArgsType()
class BlastRadiusArgs extends pageArgsOf(100) {}

/** What stands in a system's way, what rests on it, and what may be done about it: what the rules say at this moment. */
@ObjectType()
export abstract class SystemStanding extends SystemCourse {
  @Once()
  @Field(() => [shape('Blocker')], {
    simple: true,
    description:
      'Everything between this system and ONLINE at this moment; empty for one that is ONLINE or RETIRED. The gate refuses with exactly this list.',
  })
  get blockers(): Shape<'Blocker'>[] {
    return this.view.blockers(this.view.board.blockersOf(this.index));
  }

  @Once()
  @Field(() => [shape('Blocker')], {
    simple: true,
    description: 'The same, followed down to what somebody can act on.',
  })
  get rootBlockers(): Shape<'Blocker'>[] {
    return this.view.blockers(this.view.board.rootBlockersOf(this.index));
  }

  @HangsOn('ANSWERS')
  @Field(() => Boolean, { simple: true, description: 'Whether the gate stands open for it now.' })
  get canComeOnline(): boolean {
    return this.view.board.isReady(this.index);
  }

  @Once()
  @Field(() => [RiskType], {
    simple: true,
    description: 'Why an ONLINE system should not be trusted as it is; empty when it may.',
  })
  get risks(): RiskType[] {
    return this.view.list(this.view.board.risksOf(this.index), (risk) => new RiskType(this.view, risk));
  }

  @Once()
  @PerViewer()
  @Field(() => [SystemActionEnum], { simple: true, description: 'What the viewer may do to it now.' })
  get allowedActions(): SystemAction[] {
    return allowedActions(this.view.board, this.index, this.view.moment);
  }

  @Once()
  @Field(() => ScheduleType, {
    simple: true,
    nullable: true,
    description: 'Its place in the order of return at this moment; null once online or retired.',
  })
  get schedule(): ScheduleType | null {
    const { board, planningAt } = this.view;
    const course = board.courseOf(this.index, planningAt);
    return course && new ScheduleType(this.view, this.index, course);
  }

  @Field(() => Int, {
    simple: true,
    description: 'How many systems that are not online wait for it, directly or not, by HARD dependencies or `after`.',
  })
  get unlocks(): number {
    return this.view.board.unlocksOf(this.index);
  }

  @Field(() => SystemConnection, {
    simple: true,
    description:
      'Every system that depends on this one by HARD dependencies, directly or not: what to re-check when it falls.',
  })
  blastRadius(@Args(() => BlastRadiusArgs) args: BlastRadiusArgs): ConnectionOf<'System'> {
    return keyedSystemPage(this.view, this.view.board.blastRadiusOf(this.index), args);
  }
}
