import type { Viewer } from '../access/directory';
import type { Pipeline } from '../graphql/pipeline';
import { restsOf, resultText } from '../graphql/text/rendered';
import type { KeptAnswer } from './kept-answer';
import type { KeptAnswers } from './kept-answers';
import type { Question } from './question';

/**
 * Makes anew what had been kept and no longer holds. Apollo has answered the same question before: what is left to do is the
 * pipeline's, limits and rights among it.
 */
export class Remaking {
  constructor(
    private readonly kept: KeptAnswers,
    private readonly pipeline: Pipeline,
  ) {}

  /** What had been kept, where nothing has changed that it hangs on, but the position. */
  renewed(question: Question, viewer: Viewer): KeptAnswer | undefined {
    const { executor } = this.pipeline;
    return this.kept.renew(question.name, viewer, (rests, board) => executor.holds(rests, board));
  }

  /**
   * The answer, made once for all who ask at one time; null for a question that was not answered before, and where there is
   * something to say that is Apollo's to say: an error, or what is not the same for everybody.
   */
  async answer(question: Question, viewer: Viewer): Promise<KeptAnswer | null> {
    const { kept } = this;
    const contentType = kept.contentTypeOf(question.name);
    if (contentType === undefined) return null;
    const underWay = kept.underWay(question.name);
    if (underWay) {
      await underWay;
      const meanwhile = kept.find(question.name, viewer);
      if (meanwhile) return meanwhile;
    }
    const settle = kept.begin(question.name);
    try {
      return await this.make(question, viewer, contentType);
    } finally {
      settle();
    }
  }

  private async make(question: Question, viewer: Viewer, contentType: string): Promise<KeptAnswer | null> {
    const { kept, pipeline } = this;
    const document = pipeline.read(question.query);
    if (Array.isArray(document)) return null;
    const beginning = kept.beginning();
    const { operationName, variables } = question.rest;
    const context = pipeline.context(viewer);
    const asked = { document, operationName: operationName || null, variables, isLasting: true };
    const result = await pipeline.answer(asked, context);
    if (result.errors || !pipeline.isAlike(context)) return null;
    const { boards } = context.views;
    const answer = kept.answerFrom({ boards, beginning }, { text: resultText(result), contentType }, restsOf(result));
    kept.keep(question, answer);
    return answer;
  }
}
