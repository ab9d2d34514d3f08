import type { IncomingHttpHeaders } from 'node:http';
import type { KeptAnswer } from './kept-answer';
import type { KeptAnswers } from './kept-answers';
import type { Question } from './question';

/** Smaller bodies are not worth packing. */
const leastPacked = 1024;

/** Counts that a kept answer is served; its body as gzip where that is worth it and the client takes it, else null. */
export function packedFor(
  answer: KeptAnswer,
  headers: IncomingHttpHeaders,
  { kept, question }: { kept: KeptAnswers; question: Question },
): Promise<Buffer> | null {
  answer.hits++;
  if (answer.hits === 1 || answer.body.length < leastPacked || !mayPack(headers)) return null;
  if (answer.hits > 2) return answer.packed();
  return answer.packed().then((bytes) => {
    kept.keep(question, answer); // it has grown
    return bytes;
  });
}

function mayPack({ 'accept-encoding': accepted = '' }: IncomingHttpHeaders): boolean {
  return /(^|,)\s*gzip\s*(,|$)/i.test(String(accepted));
}
