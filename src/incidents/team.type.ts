import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { TeamRow, Uuid } from '../domain/rows';

@ObjectType('Team', { description: 'People who restore systems.' })
export class TeamType implements Omit<TeamRow, 'version'> {
  @Field(() => ID, { simple: true, description: 'Its UUID.' })
  id!: Uuid;

  @Field(() => String, { simple: true, description: 'Its key in the plan, unique among the teams of the incident.' })
  key!: string;

  @Field(() => String, { simple: true, description: 'Its name.' })
  name!: string;

  @Field(() => Int, { simple: true, description: 'How many systems it can restore at once.' })
  capacity!: number;

  @Field(() => String, {
    simple: true,
    nullable: true,
    description: 'How to reach it while mail and telephones are down.',
  })
  contact!: string | null;
}
