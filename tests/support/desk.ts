import { type Answer, gql } from './client';

/** Where and in whose name to send a mutation. */
export interface Desk {
  url: string;
  token: string;
}

/** The payload of one mutation; throws on GraphQL errors, returns refusals. */
export async function mutate<T = any>(
  desk: Desk,
  mutation: string,
  inputType: string,
  input: object,
  selection: string,
): Promise<T> {
  const [payload] = await mutateEach<T>(desk, mutation, inputType, [input], selection);
  return payload as T;
}

/** The payloads of the same mutation on many inputs, given one after the other, many in one request. */
export async function mutateEach<T = any>(
  desk: Desk,
  mutation: string,
  inputType: string,
  inputs: readonly object[],
  selection: string,
): Promise<T[]> {
  const payloads: T[] = [];
  for (let from = 0; from < inputs.length; from += 25) {
    const some = inputs.slice(from, from + 25);
    const heads = some.map((_, n) => `$i${n}: ${inputType}!`).join(', ');
    const fields = some.map((_, n) => `m${n}: ${mutation}(input: $i${n}) ${selection}`).join('\n');
    const variables = Object.fromEntries(some.map((input, n) => [`i${n}`, input]));
    const answer = await gql(desk.url, desk.token, `mutation (${heads}) {\n${fields}\n}`, variables);
    payloads.push(...Object.values(dataOf(answer) as Record<string, T>));
  }
  return payloads;
}

/** The data of an answer that has no errors. */
export function dataOf<T = any>(answer: Answer<T>): T {
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  return answer.data;
}

/** Throws where one of the payloads, or of their results, is a refusal. */
export function refuseRefusals(
  payloads: readonly { userErrors: unknown[]; results?: { userErrors: unknown[] }[] }[],
): void {
  const errors = payloads.flatMap(({ userErrors, results = [] }) => [
    userErrors,
    ...results.map((each) => each.userErrors),
  ]);
  if (errors.flat().length > 0) throw new Error(JSON.stringify(errors.flat().slice(0, 5)));
}
