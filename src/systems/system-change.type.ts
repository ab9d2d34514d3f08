import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { Uuid } from '../domain/rows';
import type { SystemStep } from '../log/follow-systems';
import { type Shape, shape } from '../view/shapes';
import type { View } from '../view/view';

@ObjectType('SystemChange', {
  description: 'Sent if the system matched the filter before or matches it after the change.',
})
export class SystemChangeType {
  constructor(
    private readonly view: View,
    private readonly step: SystemStep,
  ) {}

  @Field(() => Int, { simple: true, description: 'What to give as `after` to go on from here.' })
  get position(): number {
    return this.step.position;
  }

  @Field(() => String, {
    simple: true,
    description: 'Hash of the event at `position`: what to give as afterHash.',
  })
  get logHead(): string {
    return this.step.logHead;
  }

  @Field(() => ID, { simple: true, description: 'UUID of the system.' })
  get systemId(): Uuid {
    return this.step.systemId;
  }

  @Field(() => shape('System'), { simple: true, nullable: true, description: 'Null when it was removed.' })
  get system(): Shape<'System'> | null {
    return this.view.findSystem(this.step.systemId);
  }

  @Field(() => Boolean, { simple: true, description: 'Whether it was removed from the incident.' })
  get removed(): boolean {
    return this.step.removed;
  }

  @Field(() => Boolean, { simple: true, description: 'Whether it matches the filter now.' })
  get matches(): boolean {
    return this.step.matches;
  }

  @Field(() => shape('Event'), {
    simple: true,
    nullable: true,
    description: 'The event behind a live change; null for the first answers after `after`.',
  })
  get event(): Shape<'Event'> | null {
    return this.step.event && this.view.event(this.step.event);
  }
}
