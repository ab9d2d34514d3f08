import { Field, ObjectType } from 'type-graphql';
import type { GrantSource, Role } from '../domain/words';
import type { Grant } from '../domain/world';
import { GrantSourceEnum, RoleEnum } from './access.enum';

@ObjectType('Grant', { description: 'A role; for one incident, or one plant of it, where those are given.' })
export class GrantType {
  constructor(
    readonly grant: Grant,
    private readonly from: GrantSource,
  ) {}

  @Field(() => GrantSourceEnum, {
    simple: true,
    nullable: true,
    description: 'Where it comes from. Tokens carry what is GIVEN; logins and broken glass carry both.',
  })
  get source(): GrantSource {
    return this.from;
  }

  @Field(() => RoleEnum, { simple: true, description: 'What it lets its holder do.' })
  get role(): Role {
    return this.grant.role;
  }
}
