import { createSourceEventStream, type ExecutionResult } from 'graphql';
import type { Told } from '../log/course';
import { Followed } from '../view/follow';
import { answerTo } from './answering';
import { type Admitted, contextFor } from './following';
import { Leavable } from './leavable';
import type { Ear } from './listener';
import type { Together } from './together';

/** What a subscription yields; answers that went to its ear as bytes are not among it. */
export type Answers = AsyncGenerator<ExecutionResult, void, void>;

/**
 * Runs a subscription: an answer to each thing that its source tells, or the errors that kept it from starting. Where others
 * are answered alike, it is answered together with them, into its ear, as soon as it has got as far as they have.
 */
export async function startSubscription(
  args: Admitted,
  ear: Ear,
  together: Together,
): Promise<Answers | ExecutionResult> {
  const source = await createSourceEventStream(args);
  if (!isStream(source)) return source;
  if (source instanceof Followed && args.sharedName !== null) return together.start(source, args, ear);
  return new Leavable(alone(source as AsyncIterable<Told>, args, together), { leave: () => args.abort?.abort() });
}

async function* alone(source: AsyncIterable<Told>, args: Admitted, { parts, tally }: Together): Answers {
  const signal = args.abort?.signal;
  try {
    for await (const told of source) {
      const result = await answerTo(args, told, contextFor(parts, args.viewer, signal));
      tally.executed('alone');
      yield { ...result, extensions: { cost: args.cost } };
    }
  } catch (error) {
    if (!signal?.aborted) throw error;
  }
}

function isStream(source: AsyncIterable<unknown> | ExecutionResult): source is AsyncIterable<unknown> {
  return Symbol.asyncIterator in source;
}
