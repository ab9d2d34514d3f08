import { Field, ID, InputType } from 'type-graphql';

@InputType('SubjectInput', { description: 'A principal, and who it is for an issuer of logins.' })
export class SubjectInput {
  @Field(() => ID, { description: 'The principal, by UUID or handle.' })
  principal!: string;

  @Field(() => String, { description: 'The issuer, as its tokens name it in `iss`.' })
  issuer!: string;

  @Field(() => String, { description: 'Who that is, as the tokens say in `sub`.' })
  subject!: string;
}
