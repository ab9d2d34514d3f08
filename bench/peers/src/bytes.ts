import { createServer } from 'node:http';
import { listen } from './settings';

// The limit for anybody on node:http: answers that were put here before lie ready as bytes.
const answers = new Map<string, Buffer>();

listen(
  createServer((request, response) => {
    const path = request.url ?? '';
    if (request.method === 'PUT') {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        answers.set(path, Buffer.concat(chunks));
        response.end();
      });
      return;
    }
    const answer = answers.get(path);
    if (!answer) return void response.writeHead(404).end();
    response.setHeader('content-type', 'application/json');
    response.setHeader('content-length', answer.length);
    response.end(answer);
  }),
);
