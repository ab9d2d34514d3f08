import { Field, ID, InputType } from 'type-graphql';

@InputType('CreateBreakGlassInput', { description: 'An account for when the issuer of logins is away.' })
export class CreateBreakGlassInput {
  @Field(() => ID, { description: 'For whom, by UUID or handle: an active person.' })
  principal!: string;

  @Field(() => String, {
    nullable: true,
    description: '12 to 128 characters; left out: one is made up and shown once.',
  })
  password?: string | null;
}

@InputType('DeleteBreakGlassInput', { description: 'An account to be taken away.' })
export class DeleteBreakGlassInput {
  @Field(() => ID, { description: 'Whose, by UUID or handle.' })
  principal!: string;
}
