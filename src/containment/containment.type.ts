import { Field, ObjectType } from 'type-graphql';
import type { Instant } from '../domain/rows';
import { type CheckKind, type ContainmentStatus, checkKinds } from '../domain/words';
import { HangsOn } from '../view/hangs-on';
import { Once } from '../view/once';
import { DateTime } from '../view/scalars';
import { type Shape, shape } from '../view/shapes';
import type { View } from '../view/view';
import { ContainmentCheckType } from './check.type';
import { CheckKindEnum, ContainmentStatusEnum } from './containment.enum';

@ObjectType('Containment', {
  description: "Contained, eradicated and root cause closed, for one system: its checklist and a verifier's signature.",
})
export class ContainmentType {
  constructor(
    private readonly view: View,
    private readonly index: number,
  ) {}

  private get row() {
    return this.view.board.systems.at(this.index);
  }

  @HangsOn('ANSWERS')
  @Field(() => ContainmentStatusEnum, { simple: true, description: 'How it stands at this moment.' })
  get status(): ContainmentStatus {
    return this.view.board.containmentOf(this.index).status;
  }

  @Once()
  @HangsOn('ANSWERS')
  @Field(() => [ContainmentCheckType], {
    simple: true,
    description: 'The required checks, and those that were recorded without being required.',
  })
  get checks(): ContainmentCheckType[] {
    const { required } = this.view.board.containmentOf(this.index);
    const recorded = this.view.board.checksOf(this.index);
    const kinds = checkKinds.filter((kind) => required.includes(kind) || recorded.has(kind));
    return this.view.list(
      kinds,
      (kind) => new ContainmentCheckType(this.view, kind, required.includes(kind), recorded.get(kind)),
    );
  }

  @Once()
  @HangsOn('ANSWERS')
  @Field(() => [CheckKindEnum], { simple: true, description: 'The required checks that are not passed or waived.' })
  get missingChecks(): readonly CheckKind[] {
    return this.view.board.containmentOf(this.index).missing;
  }

  @HangsOn('ROWS')
  @Field(() => DateTime, {
    simple: true,
    nullable: true,
    description: 'When it was signed; null when no signature stands.',
  })
  get verifiedAt(): Instant | null {
    return this.row.verifiedAt;
  }

  @Once()
  @Field(() => shape('Principal'), {
    simple: true,
    nullable: true,
    description: 'Who signed; null when no signature stands.',
  })
  get verifiedBy(): Shape<'Principal'> | null {
    return this.view.context.people.find(this.row.verifiedBy);
  }

  @HangsOn('ROWS')
  @Field(() => DateTime, {
    simple: true,
    nullable: true,
    description: 'Until when the signature counts; null when none stands or it does not expire.',
  })
  get expiresAt(): Instant | null {
    return this.row.expiresAt;
  }

  @HangsOn('ROWS')
  @Field(() => DateTime, {
    simple: true,
    nullable: true,
    description: 'When it was revoked; null once it is signed again.',
  })
  get revokedAt(): Instant | null {
    return this.row.revokedAt;
  }

  @HangsOn('ROWS')
  @Field(() => String, {
    simple: true,
    nullable: true,
    description: 'Why it was revoked; null once it is signed again.',
  })
  get revokedReason(): string | null {
    return this.row.revokedReason;
  }
}
