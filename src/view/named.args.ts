import { ArgsType, Field, ID } from 'type-graphql';

@ArgsType()
export class NamedArgs {
  @Field(() => ID, { description: 'Its UUID or key.' })
  id!: string;
}
