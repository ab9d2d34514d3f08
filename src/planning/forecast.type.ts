import { Field, ObjectType } from 'type-graphql';
import type { Instant } from '../domain/rows';
import type { Forecast } from '../domain/schedule/forecast';
import { DateTime } from '../view/scalars';

@ObjectType('Forecast', {
  description:
    'When something will be there, from simulated recoveries; to the minute. The same seed at the same position and planning time gives the same answer.',
})
export class ForecastType implements Forecast {
  @Field(() => DateTime, { simple: true, description: 'By then in half of the trials.' })
  p50!: Instant;

  @Field(() => DateTime, { simple: true, description: 'By then in nine of ten trials.' })
  p90!: Instant;
}
