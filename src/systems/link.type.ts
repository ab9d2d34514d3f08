import { Field, ObjectType } from 'type-graphql';
import type { Link } from '../domain/rows';
import { HangsOn } from '../view/hangs-on';

@HangsOn('ROWS')
@ObjectType('Link', { description: 'Where to read more.' })
export class LinkType implements Link {
  @Field(() => String, { simple: true, description: 'What is found there.' })
  label!: string;

  @Field(() => String, { simple: true, description: 'Its address.' })
  url!: string;
}
