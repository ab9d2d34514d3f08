import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { RequestContext } from '../view/context';
import { PrincipalPayload } from './access.payload';
import { linkSubject, unlinkSubject } from './subject.commands';
import { SubjectInput } from './subject.input';

@Resolver()
export class SubjectResolver {
  @Mutation(() => PrincipalPayload, {
    nullable: true,
    description: 'Make logins of a subject those of a principal: one person, one principal, whatever they come with.',
  })
  async linkSubject(
    @Arg('input', { description: 'Which subject, and whose.' }) input: SubjectInput,
    @Ctx() context: RequestContext,
  ): Promise<PrincipalPayload> {
    return new PrincipalPayload(context, await linkSubject(context, input));
  }

  @Mutation(() => PrincipalPayload, {
    nullable: true,
    description:
      'Take a subject from its principal, with what its claims gave. Takes effect on open sockets too, within five seconds.',
  })
  async unlinkSubject(
    @Arg('input', { description: 'Which subject, and whose.' }) input: SubjectInput,
    @Ctx() context: RequestContext,
  ): Promise<PrincipalPayload> {
    return new PrincipalPayload(context, await unlinkSubject(context, input));
  }
}
