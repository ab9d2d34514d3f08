import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Pipeline } from '../graphql/pipeline';
import type { RequestContext } from '../view/context';
import { arrivalOf } from './arrival';
import { viewerOf } from './door';
import type { KeptAnswer } from './kept-answer';
import type { Beginning, KeptAnswers } from './kept-answers';
import { packedFor } from './packing';
import { type Question, questionIn } from './question';

declare module 'fastify' {
  interface FastifyRequest {
    /** The question, where its answer may be kept. */
    question: Question | null;
    /** Says that it has been answered. */
    settle: (() => void) | null;
    /** What was so before it was answered. */
    beginning: Beginning | null;
    /** What it was answered in. */
    graphql: RequestContext | null;
  }
}

/**
 * Serves finished answers before Apollo is asked, to those whom the door has let in; what is answered meanwhile is kept. Equal
 * questions at one time are answered once.
 */
export function serveKept(app: FastifyInstance, kept: KeptAnswers, pipeline: Pipeline): void {
  app.decorateRequest('question', null);
  app.decorateRequest('graphql', null);
  app.decorateRequest('settle', null);
  app.decorateRequest('beginning', null);

  app.addHook('preHandler', async (request, reply) => {
    const question = request.routeOptions.url === '/graphql' ? questionOf(request) : null;
    if (!question) return;
    request.question = question;
    request.beginning = kept.beginning();
    if (!kept.isAlike(question.query)) return;
    const answer = await answerOf(question, request);
    if (answer) return send(answer, request, reply);
    request.settle = kept.begin(question.name);
    reply.raw.once('close', request.settle);
  });

  app.addHook('onSend', async (request, reply, payload) => {
    const { question, graphql, beginning } = request;
    if (!question || !graphql || !beginning || typeof payload !== 'string' || !pipeline.isAlike(graphql))
      return payload;
    const contentType = String(reply.getHeader('content-type'));
    const { boards } = graphql.views;
    const answer = kept.answerFrom({ boards, beginning }, { text: payload, contentType });
    kept.keep(question, answer);
    request.settle?.();
    if (request.method === 'GET') markAsKept(answer, reply);
    return answer.body;
  });

  async function answerOf({ name }: Question, request: FastifyRequest): Promise<KeptAnswer | undefined> {
    const viewer = viewerOf(request);
    const answer = kept.find(name, viewer);
    if (answer) return answer;
    // it may have begun before something that this client knows of: then it is not found now
    await kept.underWay(name);
    return kept.find(name, viewer);
  }

  async function send(answer: KeptAnswer, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    pipeline.tally.answered('http', 'OK', reply.elapsedTime);
    pipeline.tally.servedKept('long');
    void reply.header('content-type', answer.contentType);
    if (request.method === 'GET') {
      markAsKept(answer, reply);
      if (request.headers['if-none-match']?.includes(answer.etag)) return reply.code(304).send();
    }
    const packed = packedFor(answer, request.headers, { kept, question: request.question! });
    if (!packed) return reply.send(answer.body);
    return reply.header('content-encoding', 'gzip').send(await packed);
  }
}

/** The hatch may have read it already. */
function questionOf(request: FastifyRequest): Question | null {
  const known = arrivalOf(request.raw)?.question;
  return known === undefined ? questionIn(request) : known;
}

/** It may be stored by the client alone, who asks each time whether it still holds. */
function markAsKept({ etag }: KeptAnswer, reply: FastifyReply): void {
  void reply.header('etag', etag).header('cache-control', 'private, no-cache');
  const before = reply.getHeader('vary'); // what allows other origins says so there
  void reply.header('vary', [before, 'authorization, accept, accept-encoding'].filter(Boolean).join(', '));
}
