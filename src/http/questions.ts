import { LRUCache } from 'lru-cache';
import { parseJson } from './body';
import { type Question, questionIn } from './question';

/** What the remembered texts may take, with what was read from them. */
const mostBytes = 4 * 1024 * 1024;

/** Reads the questions of bodies; those that come again and again are read once. */
export class Questions {
  readonly #known = new LRUCache<string, Question>({
    maxSize: mostBytes,
    sizeCalculation: (_question, text) => 4 * text.length + 512,
  });

  /** The question of a body, null where there is none that may be kept; throws where it is not JSON. */
  in(text: string, accept: string): Question | null {
    const known = this.#known.get(text);
    if (known?.accept === accept) return known;
    return questionIn({ method: 'POST', body: parseJson(text), query: null, headers: { accept } });
  }

  /** Remembers one that will be asked again. */
  remember(text: string, question: Question): void {
    if (this.#known.peek(text) !== question) this.#known.set(text, question);
  }
}
