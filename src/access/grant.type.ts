import { Field, ObjectType } from 'type-graphql';
import type { Role } from '../domain/words';
import type { Grant } from '../domain/world';
import { RoleEnum } from './access.enum';

@ObjectType('Grant', { description: 'A role; for one incident, or one plant of it, where those are given.' })
export class GrantType {
  constructor(readonly grant: Grant) {}

  @Field(() => RoleEnum, { simple: true, description: 'What it lets its holder do.' })
  get role(): Role {
    return this.grant.role;
  }
}
