import { LRUCache } from 'lru-cache';
import { parseJson } from './body';
import type { Arrival } from './arrival';
import { type Question, questionIn } from './question';

/** What the remembered texts may take, with what was read from them. */
const mostBytes = 4 * 1024 * 1024;

/** Reads the questions of bodies; those that come again and again are read once. */
export class Questions {
  readonly #known = new LRUCache<string, Question>({
    maxSize: mostBytes,
    sizeCalculation: (_question, text) => 4 * text.length + 512,
  });

  /** The question of a body, null where there is none that may be kept; throws where it is not JSON. What it reads is noted. */
  in(text: string, accept: string, arrival: Pick<Arrival, 'json' | 'question'>): Question | null {
    const known = this.#known.get(text);
    if (known?.accept === accept) return (arrival.question = known);
    const body = (arrival.json = parseJson(text));
    return (arrival.question = questionIn({ method: 'POST', body, query: null, headers: { accept } }));
  }

  /** Remembers one that will be asked again. */
  remember(text: string, question: Question): void {
    if (this.#known.peek(text) !== question) this.#known.set(text, question);
  }
}
