import { Field, ObjectType } from 'type-graphql';
import type { RequestContext } from '../view/context';
import { PayloadType, userErrorsOf } from '../view/payload.type';
import { type Shape, shape } from '../view/shapes';
import type { UserErrorType } from '../view/user-error.type';
import type { BreakGlassOutcome } from './break-glass.commands';

@ObjectType('BreakGlassPayload', {
  implements: PayloadType,
  description: 'What became of a command on a break-glass account.',
})
export class BreakGlassPayload implements PayloadType {
  constructor(
    private readonly context: RequestContext,
    private readonly outcome: BreakGlassOutcome,
  ) {}

  @Field(() => shape('Principal'), {
    simple: true,
    nullable: true,
    description: 'As it is now; null when it was refused.',
  })
  get principal(): Shape<'Principal'> | null {
    return this.context.people.find(this.outcome.principal?.id ?? null);
  }

  @Field(() => String, { simple: true, nullable: true, description: 'The password that was made up, this once.' })
  get password(): string | null {
    return this.outcome.password;
  }

  @Field(() => String, { simple: true, nullable: true, description: 'The secret of the codes in base32, this once.' })
  get totpSecret(): string | null {
    return this.outcome.totpSecret;
  }

  @Field(() => String, {
    simple: true,
    nullable: true,
    description: 'The same as an authenticator reads it from a picture, this once.',
  })
  get otpauthUri(): string | null {
    return this.outcome.otpauthUri;
  }

  get userErrors(): UserErrorType[] {
    return userErrorsOf(null, this.outcome.refusals);
  }
}
