import { gql } from './client';

export interface Person {
  id: string;
  token: string;
  tokenId: string;
}

export interface PersonGrant {
  role: 'OBSERVER' | 'ENGINEER' | 'VERIFIER' | 'COMMANDER' | 'ADMIN';
  incident?: string;
  plant?: string;
}

const createPrincipal = `mutation ($input: CreatePrincipalInput!) {
  createPrincipal(input: $input) { principal { id } userErrors { code message } } }`;
const createToken = `mutation ($input: CreateAccessTokenInput!) {
  createAccessToken(input: $input) { token { id } secret userErrors { code message } } }`;

/** A person (or service) with these grants and a token, made over the API by an ADMIN. */
export async function makePerson(
  server: { url: string; token: string },
  handle: string,
  grants: PersonGrant[],
  kind: 'HUMAN' | 'SERVICE' = 'HUMAN',
): Promise<Person> {
  const input = { handle, name: handle, kind, grants };
  const made = await gql(server.url, server.token, createPrincipal, { input });
  const { principal, userErrors } = made.data.createPrincipal;
  if (userErrors.length > 0) throw new Error(JSON.stringify(userErrors));
  const { token, secret } = await makeToken(server, principal.id);
  return { id: principal.id, token: secret, tokenId: token.id };
}

/** Another token of a principal; `as` makes it, the owner where left out. */
export async function makeToken(
  server: { url: string; token: string },
  principal: string,
  parts: { expiresAt?: string; as?: string } = {},
): Promise<{ token: { id: string }; secret: string }> {
  const input = { principal, label: 'test', ...(parts.expiresAt && { expiresAt: parts.expiresAt }) };
  const made = await gql(server.url, parts.as ?? server.token, createToken, { input });
  const { userErrors } = made.data.createAccessToken;
  if (userErrors.length > 0) throw new Error(JSON.stringify(userErrors));
  return made.data.createAccessToken;
}
