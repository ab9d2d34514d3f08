import { Field, ObjectType } from 'type-graphql';
import type { Instant } from '../domain/rows';
import { DateTime } from '../view/scalars';
import type { SubjectEntry } from './directory.entry';

@ObjectType('Subject', { description: 'Who a principal is for an issuer of logins.' })
export class SubjectType {
  constructor(private readonly entry: SubjectEntry) {}

  @Field(() => String, { simple: true, description: 'The issuer, as its tokens name it in `iss`.' })
  get issuer(): string {
    return this.entry.issuer;
  }

  @Field(() => String, { simple: true, description: 'Who that is, as the tokens say in `sub`.' })
  get subject(): string {
    return this.entry.subject;
  }

  @Field(() => DateTime, { simple: true, description: 'Since when they are one and the same.' })
  get linkedAt(): Instant {
    return this.entry.linkedAt;
  }
}
