import { Field, Int, ObjectType } from 'type-graphql';
import { CheckKindEnum } from '../containment/containment.enum';
import type { ContainmentRule, IncidentRow } from '../domain/rows';
import type { CheckKind, Zone } from '../domain/words';
import { ZoneEnum } from '../systems/system.enum';

@ObjectType('ContainmentRule', {
  description:
    'The checks that matching systems need; a system needs the union of all rules that match it. No zones: all zones.',
})
class ContainmentRuleType implements ContainmentRule {
  @Field(() => [ZoneEnum], { simple: true, description: 'The zones that it is for; empty: all.' })
  zones!: Zone[];

  @Field(() => Int, { simple: true, nullable: true, description: 'The lowest tier that it is for; null: no bound.' })
  minTier!: number | null;

  @Field(() => Int, { simple: true, nullable: true, description: 'The highest tier that it is for; null: no bound.' })
  maxTier!: number | null;

  @Field(() => Boolean, { simple: true, description: 'Whether it is for safety systems alone.' })
  safetyOnly!: boolean;

  @Field(() => [CheckKindEnum], { simple: true, description: 'The checks that it asks for.' })
  require!: CheckKind[];
}

type PolicyColumns =
  | 'separationOfDuties'
  | 'verificationMinutes'
  | 'otVerificationMinutes'
  | 'overrideApprovals'
  | 'overrideMinutes'
  | 'neverWaive'
  | 'rules';

@ObjectType('Policy', { description: 'The rules of one incident that people chose.' })
export class PolicyType implements Pick<IncidentRow, PolicyColumns> {
  @Field(() => Boolean, {
    simple: true,
    description:
      "Who made a system's latest restore, or weakened its rules, may neither verify its containment nor bring it online.",
  })
  separationOfDuties!: boolean;

  @Field(() => Int, {
    simple: true,
    nullable: true,
    description: 'Minutes until a verification expires; null for never.',
  })
  verificationMinutes!: number | null;

  @Field(() => Int, {
    simple: true,
    nullable: true,
    description: 'The same for systems in the zones L2, L1 and L0.',
  })
  otVerificationMinutes!: number | null;

  @Field(() => Int, { simple: true, description: '1 to 5, by different humans, none the requester.' })
  overrideApprovals!: number;

  @Field(() => Int, {
    simple: true,
    description: 'Minutes until an override expires, from its request, then anew from its last approval.',
  })
  overrideMinutes!: number;

  @Field(() => [CheckKindEnum], { simple: true, description: 'The checks that nobody may waive.' })
  neverWaive!: CheckKind[];

  @Field(() => [ContainmentRuleType], { simple: true, description: 'Which systems need which checks.' })
  rules!: ContainmentRule[];
}
