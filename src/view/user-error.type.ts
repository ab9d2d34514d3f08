import { Field, ObjectType } from 'type-graphql';
import type { Refusal } from '../domain/refusal';
import type { RefusalCode } from '../domain/words';
import { type Shape, shape } from './shapes';
import { UserErrorCodeEnum } from './user-error.enum';
import type { View } from './view';

@ObjectType('UserError', {
  description: 'Why the tracker said no. The request was understood; nothing was changed.',
})
export class UserErrorType {
  constructor(
    private readonly view: View | null,
    private readonly refusal: Refusal,
  ) {}

  @Field(() => UserErrorCodeEnum, { simple: true, description: 'The reason, for a program.' })
  get code(): RefusalCode {
    return this.refusal.code;
  }

  @Field(() => String, { simple: true, description: 'One sentence for a person.' })
  get message(): string {
    return this.refusal.message;
  }

  @Field(() => [String], {
    simple: true,
    nullable: true,
    description: 'Path into the input, where one field is at fault.',
  })
  get field(): string[] | null {
    return this.refusal.field;
  }

  @Field(() => [shape('Blocker')], { simple: true, description: 'For BLOCKED: every blocker, not the first.' })
  get blockers(): Shape<'Blocker'>[] {
    return this.view?.blockers(this.refusal.blockers) ?? [];
  }

  @Field(() => [String], {
    simple: true,
    nullable: true,
    description: 'For CYCLE: the keys along the cycle, first repeated last.',
  })
  get cycle(): string[] | null {
    return this.refusal.cycle;
  }
}
