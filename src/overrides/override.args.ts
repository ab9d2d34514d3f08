import { ArgsType, Field } from 'type-graphql';
import { overrideStatus } from '../domain/override-force';
import type { OverrideRow } from '../domain/marks';
import type { Instant } from '../domain/rows';
import type { OverrideStatus } from '../domain/words';
import { OverrideStatusEnum } from './override.enum';

@ArgsType()
export class OverridesArgs {
  @Field(() => OverrideStatusEnum, { nullable: true, description: 'Of this status; of any where left out.' })
  status?: OverrideStatus | null;
}

/** Whether an override is what the arguments ask for, at a moment. */
export function isOfStatus(status: OverrideStatus | null | undefined, now: Instant) {
  return (override: OverrideRow): boolean => !status || overrideStatus(override, now) === status;
}
