import { Field, ID, InputType } from 'type-graphql';
import type { Instant } from '../domain/rows';
import type { PrincipalKind, Role } from '../domain/words';
import { DateTime } from '../view/scalars';
import { PrincipalKindEnum, RoleEnum } from './access.enum';

@InputType('GrantInput', { description: 'A role; for one incident, or one plant of it, where those are given.' })
export class GrantInput {
  @Field(() => RoleEnum, { description: 'What it lets its holder do.' })
  role!: Role;

  @Field(() => ID, { nullable: true, description: 'For this incident alone, by UUID or key; left out: for all.' })
  incident?: string | null;

  @Field(() => ID, { nullable: true, description: 'For this plant of the incident alone, by UUID or key.' })
  plant?: string | null;
}

@InputType('CreatePrincipalInput', { description: 'A person or a service to be let in.' })
export class CreatePrincipalInput {
  @Field(() => String, { description: 'Its short name, unique and never changed.' })
  handle!: string;

  @Field(() => String, { description: 'Its name as people know it.' })
  name!: string;

  @Field(() => PrincipalKindEnum, {
    nullable: true,
    defaultValue: 'HUMAN',
    description: 'Whether a person or a program.',
  })
  kind?: PrincipalKind | null;

  @Field(() => [GrantInput], { description: 'What it may do.' })
  grants!: GrantInput[];
}

@InputType('UpdatePrincipalInput', { description: 'What changes about a principal; left out: unchanged.' })
export class UpdatePrincipalInput {
  @Field(() => ID, { description: 'Whom, by UUID or handle.' })
  principal!: string;

  @Field(() => String, { nullable: true, description: 'Its name as people know it.' })
  name?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it is let in at all.' })
  active?: boolean | null;

  @Field(() => [GrantInput], { nullable: true, description: 'What it may do: the whole list.' })
  grants?: GrantInput[] | null;
}

@InputType('CreateAccessTokenInput', { description: 'A token to be made.' })
export class CreateAccessTokenInput {
  @Field(() => ID, { description: 'Whom it lets in, by UUID or handle.' })
  principal!: string;

  @Field(() => String, { description: 'What it is for, such as the name of a laptop.' })
  label!: string;

  @Field(() => DateTime, { nullable: true, description: 'Until when it counts; left out: no end.' })
  expiresAt?: Instant | null;
}

@InputType('RevokeAccessTokenInput', { description: 'A token to be ended.' })
export class RevokeAccessTokenInput {
  @Field(() => ID, { description: 'The token, by UUID.' })
  token!: string;
}
