import { Field, Int, ObjectType } from 'type-graphql';
import type { Course } from '../domain/schedule/schedule';
import type { View } from '../view/view';

@ObjectType('Schedule', { description: 'The place of a system in the order of return.' })
export class ScheduleType {
  constructor(
    readonly view: View,
    readonly system: number,
    private readonly course: Course,
  ) {}

  @Field(() => Int, {
    simple: true,
    nullable: true,
    description: '0 = can start now; n = waits for wave n-1. Null once online or retired.',
  })
  get wave(): number {
    return this.course.wave;
  }

  @Field(() => Int, { simple: true, nullable: true, description: 'Place in the restore order, from 1.' })
  get order(): number {
    return this.course.order;
  }

  @Field(() => Int, {
    simple: true,
    nullable: true,
    description: 'How many minutes later it may be back without delaying the end, team capacities left out.',
  })
  get slackMinutes(): number {
    return this.course.slackMinutes;
  }

  @Field(() => Boolean, { simple: true, description: 'Whether any delay of it delays the end.' })
  get critical(): boolean {
    return this.course.critical;
  }
}
