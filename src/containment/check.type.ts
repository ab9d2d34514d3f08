import { Field, ObjectType } from 'type-graphql';
import type { CheckRow, Evidence, Instant } from '../domain/rows';
import type { CheckKind, CheckOutcome } from '../domain/words';
import { HangsOn } from '../view/hangs-on';
import { Once } from '../view/once';
import { DateTime } from '../view/scalars';
import { type Shape, shape } from '../view/shapes';
import type { View } from '../view/view';
import { CheckKindEnum, CheckOutcomeEnum } from './containment.enum';
import { EvidenceType } from './evidence.type';

@ObjectType('ContainmentCheck', {
  description: 'One item of the checklist of a system: its latest record, PENDING where there is none.',
})
export class ContainmentCheckType {
  constructor(
    private readonly view: View,
    private readonly ofKind: CheckKind,
    private readonly isRequired: boolean,
    private readonly row: CheckRow | undefined,
  ) {}

  @HangsOn('ANSWERS')
  @Field(() => CheckKindEnum, { simple: true, description: 'What it asks.' })
  get kind(): CheckKind {
    return this.ofKind;
  }

  @HangsOn('ANSWERS')
  @Field(() => Boolean, { simple: true, description: 'Whether the policy asks for it on this system.' })
  get required(): boolean {
    return this.isRequired;
  }

  @HangsOn('ANSWERS')
  @Field(() => CheckOutcomeEnum, { simple: true, description: 'How it stands.' })
  get outcome(): CheckOutcome {
    return this.row?.outcome ?? 'PENDING';
  }

  @Once()
  @HangsOn('ANSWERS')
  @Field(() => [EvidenceType], { simple: true, description: 'What proves it; at least one where it PASSED.' })
  get evidence(): Evidence[] {
    return this.row?.evidence ?? [];
  }

  @HangsOn('ANSWERS')
  @Field(() => String, { simple: true, nullable: true, description: 'What was said with it; for WAIVED, the reason.' })
  get note(): string | null {
    return this.row?.note ?? null;
  }

  @HangsOn('ANSWERS')
  @Field(() => DateTime, { simple: true, nullable: true, description: 'When it was recorded; null when it never was.' })
  get recordedAt(): Instant | null {
    return this.row?.recordedAt ?? null;
  }

  @Once()
  @Field(() => shape('Principal'), {
    simple: true,
    nullable: true,
    description: 'Who recorded or waived it; null when nobody did.',
  })
  get recordedBy(): Shape<'Principal'> | null {
    return this.view.context.people.find(this.row?.recordedBy ?? null);
  }
}
