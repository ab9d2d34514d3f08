import { Field, InputType } from 'type-graphql';
import type { Instant } from '../domain/rows';
import type { IncidentMode } from '../domain/words';
import { PlanDocumentInput } from '../plans/plan.input';
import { DateTime } from '../view/scalars';
import { IncidentModeEnum } from './incident.enum';

@InputType('DeclareIncidentInput', { description: 'A new incident, with its first plan or without one yet.' })
export class DeclareIncidentInput {
  @Field(() => String, {
    nullable: true,
    description:
      'Any text of your choice: the same input with the same key is done once within 30 days, and answered again.',
  })
  idempotencyKey?: string | null;

  @Field(() => String, { description: 'Its key, unique among incidents and never changed.' })
  key!: string;

  @Field(() => String, {
    nullable: true,
    description: 'What people call it. Given here, else in the document, else the key.',
  })
  title?: string | null;

  @Field(() => IncidentModeEnum, { nullable: true, description: 'Given here, else in the document, else LIVE.' })
  mode?: IncidentMode | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When production stopped; the recovery clocks start here. Given here, else in the document, else now.',
  })
  declaredAt?: Instant | null;

  @Field(() => DateTime, { nullable: true, description: 'When the attacker is thought to have got in.' })
  compromisedSince?: Instant | null;

  @Field(() => PlanDocumentInput, { nullable: true, description: 'The topology to begin with.' })
  plan?: PlanDocumentInput | null;
}
