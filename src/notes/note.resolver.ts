import { Arg, Args, ArgsType, Ctx, FieldResolver, Int, Mutation, Resolver, Root } from 'type-graphql';
import { IncidentType } from '../incidents/incident.type';
import { SystemType } from '../systems/system.type';
import { Awaited } from '../view/awaited';
import { pageArgsOf } from '../view/connection';
import { type RequestContext, commandsOf } from '../view/context';
import { given } from '../view/given';
import { addNote } from './note.commands';
import { AddNoteInput } from './note.input';
import { NoteConnection, NotePage, noteStretch } from './note-page.type';
import { NotePayload } from './note.payload';

@ArgsType()
class IncidentNotesArgs extends pageArgsOf(50) {}

@ArgsType()
class SystemNotesArgs extends pageArgsOf(20) {}

@Resolver(() => IncidentType)
export class IncidentNotesResolver {
  @Awaited()
  @FieldResolver(() => NoteConnection, {
    description: 'The notes on it and on its systems, oldest first, a page of them.',
  })
  async notes(
    @Root() { view }: IncidentType,
    @Args(() => IncidentNotesArgs) args: IncidentNotesArgs,
    @Ctx() { loaders }: RequestContext,
  ): Promise<NotePage> {
    const stretch = noteStretch(view, null, args, 50);
    return new NotePage(view, stretch, await loaders.notes.load(stretch));
  }

  @Mutation(() => NotePayload, { description: 'Write a note on a system, or on the incident.' })
  async addNote(
    @Arg('input', { description: 'On what, and what it says.' }) input: AddNoteInput,
    @Ctx() context: RequestContext,
  ): Promise<NotePayload> {
    return new NotePayload(context, await addNote(commandsOf(context), given(input)));
  }
}

@Resolver(() => SystemType)
export class SystemNotesResolver {
  @Awaited()
  @FieldResolver(() => NoteConnection, { description: 'The notes on it, oldest first, a page of them.' })
  async notes(
    @Root() { view, id }: SystemType,
    @Args(() => SystemNotesArgs) args: SystemNotesArgs,
    @Ctx() { loaders }: RequestContext,
  ): Promise<NotePage> {
    const stretch = noteStretch(view, id, args, 20);
    return new NotePage(view, stretch, await loaders.notes.load(stretch));
  }
}

@Resolver(() => NoteConnection)
export class NoteConnectionResolver {
  @Awaited()
  @FieldResolver(() => Int, { description: 'How many notes the whole list has, filter applied.' })
  async totalCount(@Root() { stretch }: NotePage, @Ctx() { loaders }: RequestContext): Promise<number> {
    const { incidentId, systemId, upTo } = stretch;
    return loaders.noteCounts.load({ incidentId, systemId, upTo });
  }
}
