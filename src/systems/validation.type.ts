import { Field, ObjectType } from 'type-graphql';
import { EvidenceType } from '../containment/evidence.type';
import type { Evidence, Instant, Validation } from '../domain/rows';
import { DateTime } from '../view/scalars';
import { type Shape, shape } from '../view/shapes';
import type { View } from '../view/view';

@ObjectType('Validation', { description: 'An attempt to show that a restored system works.' })
export class ValidationType {
  constructor(
    private readonly view: View,
    private readonly validation: Validation,
  ) {}

  @Field(() => Boolean, { simple: true, description: 'Whether it works.' })
  get passed(): boolean {
    return this.validation.passed;
  }

  @Field(() => DateTime, { simple: true, description: 'When it was recorded.' })
  get at(): Instant {
    return this.validation.at;
  }

  @Field(() => shape('Principal'), { simple: true, description: 'Who recorded it.' })
  get by(): Shape<'Principal'> {
    return this.view.context.people.principal(this.validation.by);
  }

  @Field(() => String, { simple: true, nullable: true, description: 'What was said with it.' })
  get note(): string | null {
    return this.validation.note;
  }

  @Field(() => [EvidenceType], { simple: true, description: 'What proves it.' })
  get evidence(): Evidence[] {
    return this.validation.evidence;
  }
}
