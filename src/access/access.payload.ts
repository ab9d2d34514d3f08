import { Field, ObjectType } from 'type-graphql';
import type { RequestContext } from '../view/context';
import { PayloadType, userErrorsOf } from '../view/payload.type';
import { type Shape, shape } from '../view/shapes';
import type { UserErrorType } from '../view/user-error.type';
import { AccessTokenType } from './access-token.type';
import type { AccessOutcome } from './change';

@ObjectType('PrincipalPayload', { implements: PayloadType, description: 'What became of a command on a principal.' })
export class PrincipalPayload implements PayloadType {
  constructor(
    private readonly context: RequestContext,
    private readonly outcome: AccessOutcome,
  ) {}

  @Field(() => shape('Principal'), {
    simple: true,
    nullable: true,
    description: 'As it is now; null when it was refused.',
  })
  get principal(): Shape<'Principal'> | null {
    return this.context.people.find(this.outcome.principal?.id ?? null);
  }

  get userErrors(): UserErrorType[] {
    return userErrorsOf(null, this.outcome.refusals);
  }
}

@ObjectType('AccessTokenPayload', { implements: PayloadType, description: 'What became of a command on a token.' })
export class AccessTokenPayload implements PayloadType {
  constructor(
    private readonly context: RequestContext,
    private readonly outcome: AccessOutcome,
  ) {}

  @Field(() => AccessTokenType, {
    simple: true,
    nullable: true,
    description: 'As it is now; null when it was refused.',
  })
  get token(): AccessTokenType | null {
    return this.outcome.token && new AccessTokenType(this.context, this.outcome.token);
  }

  @Field(() => String, { simple: true, nullable: true, description: 'Only from createAccessToken.' })
  get secret(): string | null {
    return this.outcome.secret;
  }

  get userErrors(): UserErrorType[] {
    return userErrorsOf(null, this.outcome.refusals);
  }
}
