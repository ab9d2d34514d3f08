import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { Instant, Uuid } from '../domain/rows';
import type { RequestContext } from '../view/context';
import { DateTime, JSONValue } from '../view/scalars';
import { type Shape, registerShape, shape } from '../view/shapes';
import type { AccessLogType } from '../domain/words';
import { AccessLogTypeEnum } from './access-log.enum';
import { accessSummary } from './access-log.summary';
import type { AccessLogEntry } from './access-log.text';
import { AccessTokenType } from './access-token.type';

@ObjectType('AccessLogEntry', {
  description: 'A fact about who may what; never changed, never removed, chained by hashes. It holds no secret.',
})
export class AccessLogEntryType {
  constructor(
    private readonly context: RequestContext,
    private readonly entry: AccessLogEntry,
  ) {}

  @Field(() => ID, { simple: true, description: 'Its UUID.' })
  get id(): Uuid {
    return this.entry.id;
  }

  @Field(() => Int, { simple: true, description: '1, 2, 3 …; no gap.' })
  get position(): number {
    return this.entry.position;
  }

  @Field(() => AccessLogTypeEnum, { simple: true, description: 'What happened.' })
  get type(): AccessLogType {
    return this.entry.type;
  }

  @Field(() => DateTime, { simple: true, description: "When, by the database's clock." })
  get at(): Instant {
    return this.entry.at;
  }

  @Field(() => shape('Principal'), { simple: true, description: 'Who did it; `blackstart` for the tracker itself.' })
  get actor(): Shape<'Principal'> {
    return this.context.people.principal(this.entry.actorId);
  }

  @Field(() => shape('Principal'), { simple: true, description: 'Whom it is about, as it is now.' })
  get principal(): Shape<'Principal'> {
    return this.context.people.principal(this.entry.principalId);
  }

  @Field(() => AccessTokenType, { simple: true, nullable: true, description: 'The token in question, as it is now.' })
  get token(): AccessTokenType | null {
    const token = this.context.directory.token(this.entry.tokenId ?? '');
    return token ? new AccessTokenType(this.context, token) : null;
  }

  @Field(() => String, { simple: true, description: 'One sentence for a person.' })
  get summary(): string {
    return accessSummary(this.entry, this.actor.name);
  }

  @Field(() => JSONValue, {
    simple: true,
    description: 'How the principal, and the token in question, stood after it: as stored and hashed.',
  })
  get data(): Record<string, unknown> {
    return this.entry.data;
  }

  @Field(() => String, {
    simple: true,
    description: 'SHA-256, as lower-case hex, over the hash before it and the text of this entry.',
  })
  get hash(): string {
    return this.entry.hash;
  }

  @Field(() => String, { simple: true, description: 'The hash of the entry before it; 64 zeros for the first.' })
  get previousHash(): string {
    return this.entry.previousHash;
  }
}

registerShape('AccessLogEntry', AccessLogEntryType);
