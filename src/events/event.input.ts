import { ArgsType, Field, ID, InputType, Int } from 'type-graphql';
import type { EventType } from '../domain/words';
import { EventTypeEnum } from './event.enum';

@InputType('EventFilter', {
  description: 'Which events: those for which everything that is given holds. An empty list matches none.',
})
export class EventFilter {
  @Field(() => [EventTypeEnum], { nullable: true, description: 'Of one of these types.' })
  types?: EventType[] | null;

  @Field(() => ID, { nullable: true, description: 'About this system, by UUID or key.' })
  system?: string | null;

  @Field(() => ID, { nullable: true, description: 'About this plant or one of its systems, by UUID or key.' })
  plant?: string | null;
}

@ArgsType()
export class EventsArgs {
  @Field(() => Int, { nullable: true, defaultValue: 50, description: 'How many of the oldest, 1 to 500.' })
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'Cursor of the event to begin after.' })
  after?: string | null;

  @Field(() => Int, { nullable: true, description: 'How many of the newest, 1 to 500; counts instead of `first`.' })
  last?: number | null;

  @Field(() => String, { nullable: true, description: 'Cursor of the event to end before.' })
  before?: string | null;

  @Field(() => EventFilter, { nullable: true, description: 'Which events; all of them where left out.' })
  filter?: EventFilter | null;
}
