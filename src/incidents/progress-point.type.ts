import { Field, Int, ObjectType } from 'type-graphql';
import type { Instant } from '../domain/rows';
import type { HistoryPoint } from '../log/history.store';
import { DateTime } from '../view/scalars';

@ObjectType('ProgressPoint', { description: 'How far an incident was after one event.' })
export class ProgressPointType {
  constructor(private readonly point: HistoryPoint) {}

  @Field(() => DateTime, { simple: true, description: 'When that event happened.' })
  get at(): Instant {
    return this.point.at;
  }

  @Field(() => Int, { simple: true, description: 'Its number.' })
  get position(): number {
    return this.point.position;
  }

  @Field(() => Int, { simple: true, description: 'Systems that were ONLINE.' })
  get online(): number {
    return this.point.online;
  }

  @Field(() => Int, { simple: true, description: 'Systems whose containment was VERIFIED, without the retired.' })
  get containmentVerified(): number {
    return this.point.verified;
  }

  @Field(() => Int, { simple: true, description: 'All systems, without the retired.' })
  get total(): number {
    return this.point.total;
  }
}
