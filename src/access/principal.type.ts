import { Field, ObjectType } from 'type-graphql';
import { isAdmin } from '../domain/permission';
import type { Instant, Uuid } from '../domain/rows';
import type { PrincipalKind } from '../domain/words';
import type { RequestContext } from '../view/context';
import { NodeType } from '../view/node.type';
import { PerViewer } from '../view/per-viewer';
import { DateTime } from '../view/scalars';
import { registerShape } from '../view/shapes';
import { PrincipalKindEnum } from './access.enum';
import { AccessTokenType } from './access-token.type';
import type { PrincipalEntry } from './directory.entry';
import { GrantType } from './grant.type';
import { SubjectType } from './subject.type';

@ObjectType('Principal', { implements: NodeType, description: 'A person or a service that may ask.' })
export class PrincipalType implements NodeType {
  constructor(
    private readonly context: RequestContext,
    private readonly entry: PrincipalEntry,
  ) {}

  get id(): Uuid {
    return this.entry.id;
  }

  @Field(() => String, { simple: true, description: 'Its short name, unique and never changed.' })
  get handle(): string {
    return this.entry.handle;
  }

  @Field(() => String, { simple: true, description: 'Its name as people know it.' })
  get name(): string {
    return this.entry.name;
  }

  @Field(() => PrincipalKindEnum, { simple: true, description: 'Whether a person or a program.' })
  get kind(): PrincipalKind {
    return this.entry.kind;
  }

  @Field(() => Boolean, { simple: true, description: 'Whether it is let in at all.' })
  get active(): boolean {
    return this.entry.active;
  }

  @PerViewer()
  @Field(() => [GrantType], {
    simple: true,
    nullable: true,
    description: 'Null unless the viewer is this principal or ADMIN.',
  })
  get grants(): GrantType[] | null {
    if (!this.isShown) return null;
    const { grants, claimed } = this.entry;
    this.context.budget.charge(claimed.length);
    const given = this.charged(grants).map((grant) => new GrantType(grant, 'GIVEN'));
    return [...given, ...claimed.map((grant) => new GrantType(grant, 'CLAIMED'))];
  }

  @PerViewer()
  @Field(() => [SubjectType], {
    simple: true,
    nullable: true,
    description: 'Who it is for issuers of logins. Null unless the viewer is this principal or ADMIN.',
  })
  get subjects(): SubjectType[] | null {
    return this.isShown ? this.charged(this.entry.subjects).map((entry) => new SubjectType(entry)) : null;
  }

  @PerViewer()
  @Field(() => [AccessTokenType], {
    simple: true,
    nullable: true,
    description: 'Null unless the viewer is this principal or ADMIN.',
  })
  get tokens(): AccessTokenType[] | null {
    if (!this.isShown) return null;
    const tokens = this.charged(this.context.directory.tokensOf(this.id));
    return tokens.map((token) => new AccessTokenType(this.context, token));
  }

  @PerViewer()
  @Field(() => DateTime, {
    simple: true,
    nullable: true,
    description:
      'Since when it has a break-glass account. Null unless it has one and the viewer is this principal or ADMIN.',
  })
  get breakGlassSince(): Instant | null {
    return this.isShown ? this.entry.breakGlassSince : null;
  }

  private get isShown(): boolean {
    const { viewer } = this.context;
    return viewer.id === this.id || isAdmin(viewer);
  }

  private charged<T>(list: readonly T[]): readonly T[] {
    this.context.budget.charge(list.length);
    return list;
  }
}

registerShape('Principal', PrincipalType);
