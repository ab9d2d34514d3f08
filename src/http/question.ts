/** What the question of a request stands in. */
interface Asked {
  method: string;
  body: unknown;
  query: unknown;
  headers: { accept?: string | undefined };
}

/** A query as it was asked. */
export class Question {
  #name: string | undefined;

  constructor(
    readonly query: string,
    readonly accept: string,
    readonly rest: { readonly operationName: string; readonly variables: Record<string, unknown> },
  ) {}

  /** The name under which its answer may be kept: none of its parts but the last has a line break. */
  get name(): string {
    const { operationName, variables } = this.rest;
    return (this.#name ??= [this.accept, operationName, JSON.stringify(variables), this.query].join('\n'));
  }
}

const parts = new Set(['query', 'variables', 'operationName']);
const longestAccept = 200;
const operationNames = /^\w*$/;

/** The question of a plain request; null for anything that Apollo should look at itself. */
export function questionIn({ method, body, query, headers: { accept = '' } }: Asked): Question | null {
  const asked = method === 'GET' ? query : body;
  if (!isRecord(asked) || accept.length > longestAccept) return null;
  if (Object.keys(asked).some((part) => !parts.has(part))) return null;
  const { query: text } = asked;
  const operationName = asked.operationName ?? '';
  const variables = method === 'GET' ? parsed(asked.variables) : (asked.variables ?? {});
  if (typeof text !== 'string' || !isRecord(variables)) return null;
  if (typeof operationName !== 'string' || !operationNames.test(operationName)) return null;
  return new Question(text, accept, { operationName, variables });
}

function parsed(variables: unknown): unknown {
  if (variables === undefined) return {};
  if (typeof variables !== 'string') return null;
  try {
    return JSON.parse(variables) as unknown;
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
