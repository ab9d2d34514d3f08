import { Field, Int, ObjectType } from 'type-graphql';
import type { FindingCode, FindingSeverity, PlanFinding } from '../domain/plan/finding';
import { FindingCodeEnum, FindingSeverityEnum, PlanDiffActionEnum } from './plan.enum';

@ObjectType('PlanFinding', { description: 'What somebody should know about a plan document.' })
export class PlanFindingType implements PlanFinding {
  @Field(() => FindingSeverityEnum, { simple: true, description: 'How much it weighs.' })
  severity!: FindingSeverity;

  @Field(() => FindingCodeEnum, { simple: true, description: 'What it is, for a program.' })
  code!: FindingCode;

  @Field(() => String, { simple: true, description: 'One sentence for a person: the culprit and the way out.' })
  message!: string;

  @Field(() => [String], { simple: true, description: 'The keys of what it is about.' })
  keys!: string[];

  @Field(() => [String], {
    simple: true,
    nullable: true,
    description: 'For CYCLE: one finding for each knot, with its shortest cycle, first repeated last.',
  })
  cycle!: string[] | null;

  @Field(() => Int, { simple: true, nullable: true, description: 'Place in the document, from 1.' })
  line!: number | null;

  @Field(() => Int, { simple: true, nullable: true, description: 'Place in the line, from 1.' })
  column!: number | null;
}

@ObjectType('PlanCheck', { description: 'What a plan document holds and what is wrong with it; nothing was stored.' })
export class PlanCheckType {
  @Field(() => Boolean, { simple: true, description: 'Whether it can be applied: no finding is an ERROR.' })
  valid!: boolean;

  @Field(() => Int, { simple: true, description: 'How many systems it has, one for each plant where it says so.' })
  systems!: number;

  @Field(() => Int, { simple: true, description: 'How many dependencies it has.' })
  dependencies!: number;

  @Field(() => Int, { simple: true, description: 'How many plants it has.' })
  plants!: number;

  @Field(() => Int, { simple: true, description: 'How many milestones it has.' })
  milestones!: number;

  @Field(() => [PlanFindingType], { simple: true, description: 'What somebody should know about it.' })
  findings!: PlanFinding[];
}

@ObjectType('PlanDiffEntry', { description: 'What applying a plan does to one object.' })
export class PlanDiffEntryType {
  @Field(() => PlanDiffActionEnum, { simple: true, description: 'Whether it comes, changes or goes.' })
  action!: 'ADD' | 'CHANGE' | 'REMOVE';

  @Field(() => String, {
    simple: true,
    description: 'incident, policy, system, plant, line, dependency, milestone or team.',
  })
  kind!: string;

  @Field(() => String, { simple: true, description: 'Its key; of a dependency both keys.' })
  key!: string;

  @Field(() => [String], { simple: true, description: 'Which of its fields change.' })
  fields!: string[];
}

@ObjectType('PlanDiff', { description: 'What applying a plan does, or would do.' })
export class PlanDiffType {
  @Field(() => Int, { simple: true, description: 'How many objects are new.' })
  added!: number;

  @Field(() => Int, { simple: true, description: 'How many change.' })
  changed!: number;

  @Field(() => Int, { simple: true, description: 'How many go.' })
  removed!: number;

  @Field(() => [PlanDiffEntryType], { simple: true, description: 'One by one.' })
  entries!: PlanDiffEntryType[];
}
