import { Args, ArgsType, Field, Int, ObjectType } from 'type-graphql';
import type { Instant, Uuid } from '../domain/rows';
import type { MilestoneStatus } from '../domain/words';
import { SystemConnection, keyedSystemPage } from '../systems/system-page.type';
import { type ConnectionOf, pageArgsOf } from '../view/connection';
import { Grounded, HangsOn } from '../view/hangs-on';
import { NodeType } from '../view/node.type';
import { Once } from '../view/once';
import { DateTime } from '../view/scalars';
import { type Shape, registerShape, shape } from '../view/shapes';
import type { View } from '../view/view';
import { MilestoneStatusEnum } from './milestone.enum';

@ArgsType()
class WaitingArgs extends pageArgsOf(100) {}

@Grounded('MILESTONES')
@ObjectType('Milestone', {
  implements: NodeType,
  description: 'A named goal on the way back, made of systems, lines and other milestones.',
})
export class MilestoneType implements NodeType, Grounded {
  constructor(
    readonly view: View,
    readonly index: number,
  ) {}

  private get row() {
    return this.view.board.milestones.at(this.index);
  }

  get grounds(): [number] {
    return [this.index];
  }

  get id(): Uuid {
    return this.row.id;
  }

  @Field(() => shape('Incident'), { simple: true, description: 'The incident that it belongs to.' })
  get incident(): Shape<'Incident'> {
    return this.view.incident;
  }

  @HangsOn('ROWS')
  @Field(() => String, {
    simple: true,
    description: 'Its key in the plan, unique among the milestones of the incident.',
  })
  get key(): string {
    return this.row.key;
  }

  @HangsOn('ROWS')
  @Field(() => String, { simple: true, description: 'Its name.' })
  get name(): string {
    return this.row.name;
  }

  @Once()
  @Field(() => shape('Plant'), {
    simple: true,
    nullable: true,
    description: 'The plant that it is of; null for the company.',
  })
  get plant(): Shape<'Plant'> | null {
    return this.view.findPlant(this.row.plantId);
  }

  @Field(() => MilestoneStatusEnum, { simple: true, description: 'How far it is.' })
  get status(): MilestoneStatus {
    return this.view.board.milestoneStatusOf(this.index);
  }

  @HangsOn('ROWS')
  @Field(() => Boolean, {
    simple: true,
    description: 'Declared by hand; otherwise achieved by itself when its criteria are met.',
  })
  get gate(): boolean {
    return this.row.gate;
  }

  @HangsOn('ROWS')
  @Field(() => Boolean, { simple: true, description: 'Its lines must be RUNNING, not only READY.' })
  get linesMustRun(): boolean {
    return this.row.linesMustRun;
  }

  @Field(() => SystemConnection, { simple: true, description: 'Systems that wait for it.' })
  waiting(@Args(() => WaitingArgs) args: WaitingArgs): ConnectionOf<'System'> {
    return keyedSystemPage(this.view, this.view.board.waitingFor(this.index), args);
  }

  @Once()
  @Field(() => [shape('System')], { simple: true, description: 'Systems that must be ONLINE for it.' })
  get systems(): Shape<'System'>[] {
    return this.view.systems(this.view.board.systemsOf(this.index));
  }

  @Once()
  @Field(() => [shape('Line')], { simple: true, description: 'Lines that must be READY or RUNNING for it.' })
  get lines(): Shape<'Line'>[] {
    return this.view.lines(this.view.board.linesOf(this.index));
  }

  @Once()
  @Field(() => [shape('Milestone')], { simple: true, description: 'Milestones that must be ACHIEVED for it.' })
  get milestones(): Shape<'Milestone'>[] {
    return this.view.milestones(this.view.board.milestonesOf(this.index));
  }

  @Once()
  @Field(() => [shape('Blocker')], { simple: true, description: 'What is still missing.' })
  get blockers(): Shape<'Blocker'>[] {
    return this.view.blockers(this.view.board.milestoneBlockersOf(this.index));
  }

  @Field(() => Int, { simple: true, description: 'How many of its criteria are met.' })
  get done(): number {
    return this.view.board.milestoneCountsOf(this.index).done;
  }

  @Field(() => Int, { simple: true, description: 'How many criteria it has, retired systems left out.' })
  get total(): number {
    return this.view.board.milestoneCountsOf(this.index).total;
  }

  @HangsOn('ROWS')
  @Field(() => DateTime, { simple: true, nullable: true, description: 'When it should be achieved; null: no date.' })
  get dueAt(): Instant | null {
    return this.row.dueAt;
  }

  @Field(() => Boolean, { simple: true, description: 'Past its dueAt, and not ACHIEVED.' })
  get overdue(): boolean {
    return this.view.board.isMilestoneOverdue(this.index);
  }

  @HangsOn('ROWS')
  @Field(() => DateTime, {
    simple: true,
    nullable: true,
    description: 'When it was achieved or declared; null when it never was, or was reopened.',
  })
  get achievedAt(): Instant | null {
    return this.row.achievedAt;
  }

  @Field(() => shape('Principal'), {
    simple: true,
    nullable: true,
    description: 'Who declared it; `blackstart` where it was achieved by itself.',
  })
  get achievedBy(): Shape<'Principal'> | null {
    return this.view.context.people.find(this.row.achievedBy);
  }
}

registerShape('Milestone', MilestoneType);
