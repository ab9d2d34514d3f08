import { Field, ID, InputType, Int } from 'type-graphql';
import type { CheckKind, CheckOutcome } from '../domain/words';
import { RecoveryInput, SystemInput, described } from '../view/recovery.input';
import { CheckKindEnum, CheckOutcomeEnum } from './containment.enum';
import { EvidenceInput } from './evidence.type';

const outcomeDescription = 'PASSED or FAILED, or PENDING to take a result back.';
const evidenceDescription = 'At least one for PASSED.';

@InputType('RecordContainmentCheckInput', { description: 'The result of one check of one system.' })
export class RecordContainmentCheckInput extends SystemInput {
  @Field(() => CheckKindEnum, { description: 'Which check.' })
  kind!: CheckKind;

  @Field(() => CheckOutcomeEnum, { description: outcomeDescription })
  outcome!: CheckOutcome;

  @Field(() => [EvidenceInput], { nullable: true, description: evidenceDescription })
  evidence?: EvidenceInput[] | null;

  @Field(() => String, { nullable: true, description: described.note })
  note?: string | null;
}

@InputType('RecordContainmentChecksInput', { description: 'One result for several checks of several systems.' })
export class RecordContainmentChecksInput extends RecoveryInput {
  @Field(() => [ID], { description: described.systems })
  systems!: string[];

  @Field(() => [CheckKindEnum], { description: 'Which checks of each.' })
  kinds!: CheckKind[];

  @Field(() => CheckOutcomeEnum, { description: outcomeDescription })
  outcome!: CheckOutcome;

  @Field(() => [EvidenceInput], { nullable: true, description: evidenceDescription })
  evidence?: EvidenceInput[] | null;

  @Field(() => String, { nullable: true, description: described.note })
  note?: string | null;
}

@InputType('WaiveContainmentCheckInput', { description: 'That one check of one system need not be done.' })
export class WaiveContainmentCheckInput extends SystemInput {
  @Field(() => CheckKindEnum, { description: 'Which check.' })
  kind!: CheckKind;

  @Field(() => String, { description: 'Why it is accepted; it stays visible on the check.' })
  reason!: string;
}

@InputType('VerifyContainmentInput', { description: 'A signature under the containment of one system.' })
export class VerifyContainmentInput extends SystemInput {
  @Field(() => Int, { description: 'The version that the verifier looked at.' })
  expectedVersion!: number;

  @Field(() => String, { nullable: true, description: described.note })
  note?: string | null;
}

@InputType('RevokeContainmentInput', { description: 'That the containment of one system no longer holds.' })
export class RevokeContainmentInput extends SystemInput {
  @Field(() => String, { description: described.reason })
  reason!: string;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'Revoke every signed system in its blast radius too, one event each, dependents first.',
  })
  cascade?: boolean | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'With cascade: how many systems the caller expects to lose their signature; another number is refused.',
  })
  expectedCount?: number | null;
}
