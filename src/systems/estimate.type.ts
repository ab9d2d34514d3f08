import { Field, InputType, Int, ObjectType } from 'type-graphql';
import { HangsOn } from '../view/hangs-on';

const described = {
  optimistic: 'When all goes well, in minutes.',
  likely: 'Most likely, in minutes.',
  pessimistic: 'When much goes wrong, in minutes.',
};

@HangsOn('ROWS')
@ObjectType('Estimate', { description: 'Working minutes that the restore takes once it can start.' })
export class EstimateType {
  @Field(() => Int, { simple: true, description: described.optimistic })
  optimistic!: number;

  @Field(() => Int, { simple: true, description: described.likely })
  likely!: number;

  @Field(() => Int, { simple: true, description: described.pessimistic })
  pessimistic!: number;
}

@InputType('EstimateInput', {
  description: 'Working minutes that the restore takes once it can start: optimistic ≤ likely ≤ pessimistic.',
})
export class EstimateInput {
  @Field(() => Int, { description: described.optimistic })
  optimistic!: number;

  @Field(() => Int, { description: described.likely })
  likely!: number;

  @Field(() => Int, { description: described.pessimistic })
  pessimistic!: number;
}
