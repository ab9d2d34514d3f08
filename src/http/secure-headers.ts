import { IncomingMessage, type OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import helmet from 'helmet';

const own = ["'self'"];
const none = ["'none'"];

/** What a page of this server may do: load and ask from here, nothing else. Plain HTTP on a laptop must go on working. */
const options = {
  strictTransportSecurity: false,
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: none,
      ...{ scriptSrc: own, styleSrc: own, connectSrc: own, fontSrc: own, manifestSrc: own },
      imgSrc: [...own, 'data:'],
      ...{ baseUri: none, formAction: none, frameAncestors: none, objectSrc: none },
    },
  },
};

/** Sends the headers that tell browsers what they may do with an answer, with every answer. */
export function sendSecureHeaders(app: FastifyInstance, headers: OutgoingHttpHeaders): void {
  app.addHook('onRequest', (_request, reply, done) => {
    void reply.headers(headers);
    done();
  });
}

/** Those headers. The library writes its policy anew for each request; here it is the same for all of them. */
export function secureHeaders(): OutgoingHttpHeaders {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  helmet(options)(request, response, (error) => {
    if (error !== undefined) throw error as Error;
  });
  return { ...response.getHeaders() };
}
