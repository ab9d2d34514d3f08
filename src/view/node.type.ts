import { Field, ID, InterfaceType } from 'type-graphql';
import type { Uuid } from '../domain/rows';
import { HangsOn } from './hangs-on';

@InterfaceType('Node', { description: 'An object that has a UUID of its own, by which `node` finds it.' })
export abstract class NodeType {
  @HangsOn('ROWS')
  @Field(() => ID, { simple: true, description: 'Its UUID.' })
  readonly id!: Uuid;
}
