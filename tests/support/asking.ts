import { request } from 'node:http';
import { gunzipSync } from 'node:zlib';

/** An answer with all that HTTP says of it. */
export interface Reply {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  /** As it came, unpacked where it was packed. */
  text: string;
}

interface Asking {
  url: string;
  token?: string;
  query: string;
  variables?: Record<string, unknown>;
  operationName?: string;
  method?: 'GET' | 'POST';
  path?: string;
  headers?: Record<string, string>;
}

/** One GraphQL request by node:http, which adds nothing of its own. */
export function ask({
  url,
  token,
  method = 'POST',
  path = '/graphql',
  headers = {},
  ...question
}: Asking): Promise<Reply> {
  const body = JSON.stringify(question);
  const params = new URLSearchParams({ query: question.query, variables: JSON.stringify(question.variables ?? {}) });
  const target = method === 'GET' ? `${url}${path}?${params.toString()}` : `${url}${path}`;
  const own = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const sent = { 'content-type': 'application/json', ...own, ...headers };
  return new Promise((resolve, reject) => {
    const call = request(target, { method, headers: sent, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const bytes = Buffer.concat(chunks);
        const isPacked = response.headers['content-encoding'] === 'gzip';
        const text = (isPacked ? gunzipSync(bytes) : bytes).toString();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
    });
    call.once('error', reject);
    call.end(method === 'GET' ? undefined : body);
  });
}
