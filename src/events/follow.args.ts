import { ArgsType, Field, ID, Int } from 'type-graphql';
import { SystemFilterInput } from '../systems/system-filter.input';
import { EventFilter } from './event.input';

@ArgsType()
export class FollowedArgs {
  @Field(() => ID, { description: 'The incident, by UUID or key.' })
  incident!: string;
}

@ArgsType()
class ResumedArgs extends FollowedArgs {
  @Field(() => Int, { nullable: true, description: 'The position that you have; left out: from now on.' })
  after?: number | null;

  @Field(() => String, { nullable: true, description: 'The hash of the event at `after`.' })
  afterHash?: string | null;
}

@ArgsType()
export class FollowEventsArgs extends ResumedArgs {
  @Field(() => EventFilter, { nullable: true, description: 'Which events; all of them where left out.' })
  filter?: EventFilter | null;
}

@ArgsType()
export class FollowSystemsArgs extends ResumedArgs {
  @Field(() => SystemFilterInput, { nullable: true, description: 'Which systems; all of them where left out.' })
  filter?: SystemFilterInput | null;
}
