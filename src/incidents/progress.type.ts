import { Field, Float, Int, ObjectType } from 'type-graphql';
import type { Progress } from '../board/progress';

const count = (description: string) => Field(() => Int, { simple: true, description });

@ObjectType('Progress', { description: 'How far an incident or a plant is: systems counted as of one position.' })
export class ProgressType implements Progress {
  @count('Number of the last event that the counters reflect.')
  position!: number;
  @count('Without the retired.')
  total!: number;
  @count('Systems in the state STOPPING.')
  stopping!: number;
  @count('Systems in the state OFFLINE.')
  offline!: number;
  @count('Systems in the state RESTORING.')
  restoring!: number;
  @count('Systems in the state RESTORED.')
  restored!: number;
  @count('Systems in the state VALIDATED.')
  validated!: number;
  @count('Systems in the state ONLINE.')
  online!: number;
  @count('Systems in the state RETIRED.')
  retired!: number;
  @count('Systems whose containment is VERIFIED now, without the retired.')
  containmentVerified!: number;
  @count('Not online, with a DEPENDENCY, DEPENDENCY_UNTRUSTED, MILESTONE or HOLD blocker.')
  blocked!: number;
  @count('Could be brought online now.')
  ready!: number;
  @count('Systems with a hold on them, on their plant or on the incident, without the retired.')
  held!: number;
  @count('ONLINE systems that have risks.')
  atRisk!: number;
  @count('Systems past their dueAt that are neither ONLINE nor RETIRED.')
  overdue!: number;

  @Field(() => Float, { simple: true, description: '0 to 100; 0 of nothing.' })
  percentOnline!: number;
}
