import { Field, InputType, ObjectType } from 'type-graphql';
import type { Evidence, Instant } from '../domain/rows';
import { HangsOn } from '../view/hangs-on';
import { DateTime } from '../view/scalars';

const described = {
  label: 'What it is, in a few words.',
  uri: 'Where it is kept.',
  sha256: 'Lower-case hex.',
  tool: 'What produced it, such as the name and version of a scanner.',
  collectedAt: 'When it was collected.',
};

@HangsOn('ROWS')
@ObjectType('Evidence', { description: 'What proves a check or a validation.' })
export class EvidenceType implements Evidence {
  @Field(() => String, { simple: true, description: described.label })
  label!: string;

  @Field(() => String, { simple: true, nullable: true, description: described.uri })
  uri!: string | null;

  @Field(() => String, { simple: true, nullable: true, description: described.sha256 })
  sha256!: string | null;

  @Field(() => String, { simple: true, nullable: true, description: described.tool })
  tool!: string | null;

  @Field(() => DateTime, { simple: true, nullable: true, description: described.collectedAt })
  collectedAt!: Instant | null;
}

@InputType('EvidenceInput', { description: 'What proves a check or a validation.' })
export class EvidenceInput {
  @Field(() => String, { description: described.label })
  label!: string;

  @Field(() => String, { nullable: true, description: described.uri })
  uri?: string | null;

  @Field(() => String, { nullable: true, description: 'SHA-256 of its bytes, as hex.' })
  sha256?: string | null;

  @Field(() => String, { nullable: true, description: described.tool })
  tool?: string | null;

  @Field(() => DateTime, { nullable: true, description: described.collectedAt })
  collectedAt?: Instant | null;
}
