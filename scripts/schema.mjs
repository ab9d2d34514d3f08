// Writes src/graphql/schema.graphql anew, as the built code emits it.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const { makeSchema, schemaText } = createRequire(import.meta.url)('../dist/src/graphql/schema.js');

writeFileSync(join(import.meta.dirname, '../src/graphql/schema.graphql'), schemaText(makeSchema()));
