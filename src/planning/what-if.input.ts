import { Field, ID, InputType, Int } from 'type-graphql';
import { EstimateInput } from '../systems/estimate.type';

@InputType('WhatIfEstimate', { description: 'Another estimate for a system.' })
export class WhatIfEstimate {
  @Field(() => ID, { description: 'The system, by UUID or key.' })
  system!: string;

  @Field(() => EstimateInput, { description: 'What its restore would take.' })
  estimate!: EstimateInput;
}

@InputType('WhatIfTeam', { description: 'Another capacity for a team.' })
export class WhatIfTeam {
  @Field(() => ID, { description: 'The team, by UUID or key.' })
  team!: string;

  @Field(() => Int, { description: 'How many systems it could restore at once, 1 to 10,000.' })
  capacity!: number;
}

@InputType('WhatIfDelay', { description: 'A hold on a system for some time.' })
export class WhatIfDelay {
  @Field(() => ID, { description: 'The system, by UUID or key.' })
  system!: string;

  @Field(() => Int, { description: 'How many minutes from now it lasts.' })
  minutes!: number;
}

@InputType('WhatIfInput', { description: 'A world to compare with; nothing is stored.' })
export class WhatIfInput {
  @Field(() => [WhatIfEstimate], { nullable: true, description: 'Other estimates.' })
  estimates?: WhatIfEstimate[] | null;

  @Field(() => [ID], { nullable: true, description: 'Treat these as online now.' })
  online?: string[] | null;

  @Field(() => [ID], {
    nullable: true,
    description: 'Take these out, with all that depends on them left waiting for nothing.',
  })
  without?: string[] | null;

  @Field(() => [WhatIfTeam], { nullable: true, description: 'Other capacities of teams.' })
  teamCapacities?: WhatIfTeam[] | null;

  @Field(() => [WhatIfDelay], { nullable: true, description: 'Minutes that a hold on these systems lasts.' })
  delays?: WhatIfDelay[] | null;
}
