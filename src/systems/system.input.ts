import { Field, ID, InputType, Int } from 'type-graphql';
import { EvidenceInput } from '../containment/evidence.type';
import type { Instant } from '../domain/rows';
import type { DependencyKind, DependencyStrength, ServiceLevel, SystemState } from '../domain/words';
import { RecoveryInput, SystemInput, VersionedSystemInput, described } from '../view/recovery.input';
import { DateTime } from '../view/scalars';
import { DependencyKindEnum, DependencyStrengthEnum } from './dependency.enum';
import { EstimateInput } from './estimate.type';
import { ServiceLevelEnum, SystemStateEnum } from './system.enum';

@InputType('SystemActionInput', { description: 'One step of one system.' })
export class SystemActionInput extends VersionedSystemInput {
  @Field(() => String, { nullable: true, description: described.note })
  note?: string | null;
}

@InputType('SystemReasonInput', { description: 'One step of one system that needs a reason.' })
export class SystemReasonInput extends VersionedSystemInput {
  @Field(() => String, { description: described.reason })
  reason!: string;
}

@InputType('MarkSystemRestoredInput', { description: 'That a system is restored, and from what.' })
export class MarkSystemRestoredInput extends SystemActionInput {
  @Field(() => String, { nullable: true, description: 'What it was restored from, and of when.' })
  restorePoint?: string | null;

  @Field(() => DateTime, { nullable: true, description: 'Of when that is.' })
  restorePointAt?: Instant | null;
}

@InputType('RecordValidationInput', { description: 'Whether a restored system works, and what shows it.' })
export class RecordValidationInput extends VersionedSystemInput {
  @Field(() => Boolean, { description: 'Whether it works.' })
  passed!: boolean;

  @Field(() => String, { nullable: true, description: 'Required when it failed.' })
  note?: string | null;

  @Field(() => [EvidenceInput], { nullable: true, description: 'What proves it; when it passed, this or a note.' })
  evidence?: EvidenceInput[] | null;
}

@InputType('SystemsActionInput', { description: 'At most 500; the same one twice counts once.' })
export class SystemsActionInput extends RecoveryInput {
  @Field(() => [ID], { description: described.systems })
  systems!: string[];

  @Field(() => String, { nullable: true, description: described.note })
  note?: string | null;
}

@InputType('RetireSystemInput', { description: 'That a system will not come back.' })
export class RetireSystemInput extends SystemInput {
  @Field(() => String, { description: described.reason })
  reason!: string;

  @Field(() => ID, {
    nullable: true,
    description:
      'Takes its place in dependencies, lines and milestones. Required while any system depends on the retired one.',
  })
  replacedBy?: string | null;
}

@InputType('UpdateSystemInput', { description: 'Left out: unchanged; null: cleared.' })
export class UpdateSystemInput extends VersionedSystemInput {
  @Field(() => String, { nullable: true, description: 'Its name.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'What it is and does.' })
  description?: string | null;

  @Field(() => ID, { nullable: true, description: 'The team that restores it, by UUID or key.' })
  team?: string | null;

  @Field(() => Int, { nullable: true, description: '0 = everything rests on it. Needs a COMMANDER.' })
  tier?: number | null;

  @Field(() => Int, { nullable: true, description: 'Recovery time objective, in minutes from declaredAt.' })
  rtoMinutes?: number | null;

  @Field(() => Int, { nullable: true, description: 'Maximum tolerable downtime, in minutes.' })
  mtdMinutes?: number | null;

  @Field(() => EstimateInput, { nullable: true, description: 'How long its restore takes.' })
  estimate?: EstimateInput | null;

  @Field(() => ServiceLevelEnum, {
    nullable: true,
    description: 'What its users get of it: FULL or DEGRADED while ONLINE, else NONE or WORKAROUND.',
  })
  serviceLevel?: ServiceLevel | null;

  @Field(() => String, { nullable: true, description: 'How its users do without it.' })
  workaround?: string | null;

  @Field(() => [String], { nullable: true, description: 'Words to find it by; the whole list.' })
  tags?: string[] | null;
}

@InputType()
abstract class EdgeInput extends RecoveryInput {
  @Field(() => ID, { description: 'The one that waits, by UUID or key.' })
  system!: string;

  @Field(() => ID, { description: 'The one that it needs first, by UUID or key.' })
  dependsOn!: string;
}

@InputType('AddDependencyInput', { description: 'That one system waits for another one.' })
export class AddDependencyInput extends EdgeInput {
  @Field(() => DependencyStrengthEnum, {
    nullable: true,
    defaultValue: 'HARD',
    description: 'Whether it can keep the system from going ONLINE.',
  })
  strength?: DependencyStrength | null;

  @Field(() => DependencyKindEnum, {
    nullable: true,
    defaultValue: 'TECHNICAL',
    description: 'What the system needs the other one for.',
  })
  kind?: DependencyKind | null;

  @Field(() => SystemStateEnum, {
    nullable: true,
    defaultValue: 'ONLINE',
    description: 'From which state on dependsOn is good enough: RESTORED, VALIDATED or ONLINE.',
  })
  requiredState?: SystemState | null;

  @Field(() => String, { nullable: true, description: 'Why it is there.' })
  reason?: string | null;
}

@InputType('RemoveDependencyInput', { description: 'That one system no longer waits for another one.' })
export class RemoveDependencyInput extends EdgeInput {
  @Field(() => String, { description: described.reason })
  reason!: string;
}
