import { Field, ID, ObjectType } from 'type-graphql';
import type { Instant, Uuid } from '../domain/rows';
import type { RequestContext } from '../view/context';
import { DateTime } from '../view/scalars';
import { type Shape, shape } from '../view/shapes';
import type { TokenEntry } from './directory.entry';

@ObjectType('AccessToken', { description: 'What a principal shows to be let in; the secret itself is not kept.' })
export class AccessTokenType {
  constructor(
    private readonly context: RequestContext,
    private readonly token: TokenEntry,
  ) {}

  @Field(() => ID, { simple: true, description: 'Its UUID, to revoke it by.' })
  get id(): Uuid {
    return this.token.id;
  }

  @Field(() => shape('Principal'), { simple: true, description: 'Whom it lets in.' })
  get principal(): Shape<'Principal'> {
    return this.context.people.principal(this.token.principalId);
  }

  @Field(() => String, { simple: true, description: 'What it is for, such as the name of a laptop.' })
  get label(): string {
    return this.token.label;
  }

  @Field(() => DateTime, { simple: true, description: 'When it was made.' })
  get createdAt(): Instant {
    return this.token.createdAt;
  }

  @Field(() => DateTime, { simple: true, nullable: true, description: 'Until when it counts; null: no end.' })
  get expiresAt(): Instant | null {
    return this.token.expiresAt;
  }

  @Field(() => DateTime, {
    simple: true,
    nullable: true,
    description: 'When it was last used, to the minute; null: never.',
  })
  get lastUsedAt(): Instant | null {
    return this.token.lastUsedAt;
  }

  @Field(() => DateTime, { simple: true, nullable: true, description: 'When it was revoked; null: it was not.' })
  get revokedAt(): Instant | null {
    return this.token.revokedAt;
  }
}
