import { Field, ID, InputType, Int } from 'type-graphql';

/** What every command on an incident is given. */
@InputType()
export abstract class RecoveryInput {
  @Field(() => String, {
    nullable: true,
    description:
      'Any text of your choice: the same input with the same key is done once within 30 days, and answered again.',
  })
  idempotencyKey?: string | null;

  @Field(() => ID, { description: 'The incident, by UUID or key.' })
  incident!: string;
}

/** The same for a command on one system. */
@InputType()
export abstract class SystemInput extends RecoveryInput {
  @Field(() => ID, { description: 'The system, by UUID or key.' })
  system!: string;
}

/** The same where the caller may say which version of the system he looked at. */
@InputType()
export abstract class VersionedSystemInput extends SystemInput {
  @Field(() => Int, {
    nullable: true,
    description: 'The version that you looked at; another one is refused with STALE_VERSION. Left out: any.',
  })
  expectedVersion?: number | null;
}

export const described = {
  note: 'What others should know; it is kept with the event.',
  reason: 'Why; it is kept with the event.',
  systems: 'The systems, by UUID or key; at most 500, the same one twice counts once.',
};
