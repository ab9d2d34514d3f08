import type { DocumentNode, GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';

type Read = (source: string) => DocumentNode | GraphQLError[];

const mostDocuments = 500;
const mostBytes = 64 * 1024 * 1024;
/** What a token takes with its share of the tree above it, rounded up. */
const bytesPerToken = 512;

/**
 * Reads documents, each text once while it is kept: equal texts share one document, and what was found out about it. What is
 * refused is not kept.
 */
export function keptDocuments(read: Read): Read {
  const kept = new LRUCache<string, DocumentNode>({
    max: mostDocuments,
    maxSize: mostBytes,
    sizeCalculation: (document, source) => 2 * source.length + bytesPerToken * tokensOf(document),
  });
  return (source) => {
    const known = kept.get(source);
    if (known) return known;
    const document = read(source);
    if (!Array.isArray(document)) kept.set(source, document);
    return document;
  };
}

function tokensOf({ loc }: DocumentNode): number {
  let count = 0;
  for (let token = loc?.startToken ?? null; token; token = token.next) count++;
  return count;
}
