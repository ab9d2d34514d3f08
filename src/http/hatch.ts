import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { Viewer } from '../access/directory';
import { isTold } from '../graphql/errors';
import type { Pipeline } from '../graphql/pipeline';
import { type Arrival, noteArrival } from './arrival';
import { readBody, textOf } from './body';
import { Departures } from './departures';
import { type Door, unstored } from './door';
import type { KeptAnswer } from './kept-answer';
import type { KeptAnswers } from './kept-answers';
import { headersForOrigin } from './origins';
import { packedFor } from './packing';
import type { Question } from './question';
import { Questions } from './questions';
import { Remaking } from './remaking';

export interface HatchParts {
  door: Door;
  kept: KeptAnswers;
  pipeline: Pipeline;
  limits: { bodyBytes: number };
  allowedOrigins: readonly string[];
  /** What goes with every answer. */
  headers: OutgoingHttpHeaders;
}

/** Longer questions go the long way: they are few, and what may be long has rules of its own there. */
const longestQuestion = 64 * 1024;
const json = /^application\/json(; *charset=utf-8)?$/i;

/**
 * Hands answers out that are kept, or were, before the framework is entered, which would cost more than all that is done here.
 * The door, the reading of the body, the pipeline and the right to an answer are the same functions as there. Whatever else
 * comes goes on to the framework, with what was found out of it, so that nobody is counted twice.
 */
export function openHatch(app: FastifyInstance, parts: HatchParts): void {
  const { server } = app;
  const hatch = new Hatch(parts);
  app.addHook('preClose', (done) => {
    hatch.isClosing = true;
    done();
  });
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    if (!hatch.takes(request)) return app.routing(request, response);
    void hatch.serve(request, response).then((isServed) => {
      if (isServed) return;
      hatch.departures.now();
      app.routing(request, response);
    });
  });
}

/** A finished answer on its way out. */
interface Found {
  answer: KeptAnswer;
  packed: Buffer | null;
  isNew: boolean;
}

class Hatch {
  readonly departures = new Departures();
  isClosing = false;
  private readonly questions = new Questions();
  private readonly remaking: Remaking;
  private readonly longest: number;
  private readonly headers: readonly string[];

  constructor(private readonly parts: HatchParts) {
    this.remaking = new Remaking(parts.kept, parts.pipeline);
    this.longest = Math.min(parts.limits.bodyBytes, longestQuestion);
    this.headers = [...Object.entries(parts.headers).flatMap(([name, value]) => [name, String(value)]), ...unstored];
  }

  /** Whether this is a short question by POST, as nearly all are. */
  takes({ method, url, headers }: IncomingMessage): boolean {
    if (this.isClosing || method !== 'POST' || url !== '/graphql' || !json.test(headers['content-type'] ?? ''))
      return false;
    return Number(headers['content-length']) <= this.longest;
  }

  /** Answers a request; false where the framework has to. */
  async serve(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const started = performance.now();
    const { door, pipeline } = this.parts;
    const viewer = door.enter(request.headers, request.socket.remoteAddress ?? '');
    const arrival: Arrival = { viewer, body: null };
    const found = await this.find(request, arrival).catch((error: unknown) => {
      if (!isTold(error) && !request.destroyed) pipeline.mask(error); // a fault of ours, and not a client that left
      return null; // the framework meets what a client is told again, and answers it
    });
    if (found) {
      pipeline.tally.answered('http', 'OK', performance.now() - started);
      // who had to be answered anew has waited long enough; finished answers come in crowds
      if (found.isNew) this.send(found, request, response);
      else this.departures.soon(() => this.send(found, request, response));
    } else noteArrival(request, arrival);
    return found !== null;
  }

  private async find(request: IncomingMessage, arrival: Arrival): Promise<Found | null> {
    const { kept, pipeline } = this.parts;
    const { headers } = request;
    const viewer = await arrival.viewer;
    arrival.body = readBody(request, this.longest, () => this.longest);
    const text = textOf(await arrival.body);
    const question = this.questions.in(text, headers.accept ?? '', arrival);
    if (!question || !kept.isAlike(question.query)) return null;
    const before = kept.find(question.name, viewer) ?? this.remaking.renewed(question, viewer);
    if (before) pipeline.tally.servedKept('short');
    const answer = before ?? (await this.madeAnew(question, viewer));
    if (!answer) return null;
    this.questions.remember(text, question);
    if (!before) return { answer, packed: null, isNew: true };
    return { answer, packed: await packedFor(answer, headers, { kept, question }), isNew: false };
  }

  private madeAnew(question: Question, viewer: Viewer): Promise<KeptAnswer | null> {
    this.departures.now();
    return this.remaking.answer(question, viewer);
  }

  private send({ answer, packed }: Found, request: IncomingMessage, response: ServerResponse): void {
    const head = [...this.headers, 'content-type', answer.contentType];
    const origin = headersForOrigin(request.headers, this.parts.allowedOrigins);
    if (origin) head.push(...Object.entries(origin).flat());
    if (packed) head.push('content-encoding', 'gzip');
    if (this.isClosing) head.push('connection', 'close');
    head.push('content-length', String((packed ?? answer).length));
    response.writeHead(200, head);
    response.end(packed ?? answer.body, answer.encoding);
  }
}
