import { Field, ObjectType } from 'type-graphql';
import type { Instant } from '../domain/rows';
import type { RequestContext } from '../view/context';
import { enumOf } from '../view/enum';
import { DateTime } from '../view/scalars';
import { type Shape, registerShape, shape } from '../view/shapes';
import type { AccessLogEntry } from './access-log.text';

type UseKind = 'USED' | 'LOCKED';

const UseKindEnum = enumOf<UseKind>('BreakGlassUseKind', 'What happened at a break-glass account.', {
  USED: 'Somebody came in by it.',
  LOCKED: 'Too many attempts failed; it was closed for 15 minutes.',
});

@ObjectType('BreakGlassUse', { description: 'A use of a break-glass account, for everybody who leads to see.' })
export class BreakGlassUseType {
  constructor(
    private readonly context: RequestContext,
    readonly entry: AccessLogEntry,
  ) {}

  @Field(() => UseKindEnum, { simple: true, description: 'What happened.' })
  get kind(): UseKind {
    return this.entry.type === 'BREAK_GLASS_LOCKED' ? 'LOCKED' : 'USED';
  }

  @Field(() => DateTime, { simple: true, description: 'When.' })
  get at(): Instant {
    return this.entry.at;
  }

  @Field(() => shape('Principal'), { simple: true, description: 'Whose account it is.' })
  get principal(): Shape<'Principal'> {
    return this.context.people.principal(this.entry.principalId);
  }

  @Field(() => String, { simple: true, nullable: true, description: 'The network address that it came from.' })
  get address(): string | null {
    const { address } = this.entry.data;
    return typeof address === 'string' ? address : null;
  }

  @Field(() => DateTime, {
    simple: true,
    nullable: true,
    description: 'Until when what it opened stays open, if at all.',
  })
  get openUntil(): Instant | null {
    const { directory } = this.context;
    const token = directory.token(this.entry.tokenId ?? '');
    const isOpen = token?.revokedAt === null && (token.expiresAt ?? '') > directory.now();
    return isOpen ? token.expiresAt : null;
  }
}

registerShape('BreakGlassUse', BreakGlassUseType);
