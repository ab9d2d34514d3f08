import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { resolve } from 'node:path';
import { depth } from '../support/depth';
import { Dice } from '../support/history.dice';

const reader = resolve(__dirname, '../../dist/src/plans/read.js');
const length = 40_000;
const tries = depth(8, 150);

/** What opens something in YAML, or refers to it. */
const pieces = [
  ...[
    '[',
    '{',
    '- ',
    '? ',
    ': ',
    'a: ',
    'a:\n ',
    '&a ',
    '*a ',
    '- &a *a ',
    '&a0 [*a0] ',
    '- [*a,*a]\n',
    '!!x ',
    '!<x> ',
  ],
  ...['"', "'", '|\n', '> ', '#', '---\n', '%', '{a: ', '[a, ', '\t', '\n', '"\\u0041'],
];

/** Reads documents in a process of their own; what it ends with, and what it said of each. */
async function readAll(documents: readonly string[]): Promise<{ code: number | null; codes: string[] }> {
  const program = `(async () => {
    let given = '';
    for await (const chunk of process.stdin) given += chunk;
    const { readDocument } = require(${JSON.stringify(reader)});
    const codes = [];
    for (const document of JSON.parse(given)) codes.push((await readDocument('BLACKSTART', document)).findings[0].code);
    process.stdout.write(JSON.stringify(codes));
  })()`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = new Promise<number | null>((end) => child.once('close', end));
  child.stdin.on('error', () => undefined); // one that ends early reads no more: its code tells
  child.stdin.end(JSON.stringify(documents));
  const said = await text(child.stdout);
  return { code: await ended, codes: said === '' ? [] : JSON.parse(said) };
}

// Near the end of its stack V8 may not compile a pattern, and then ends the process, whichever thread it is in.
test('YAML that nests without end is a finding, and ends no process', async () => {
  const documents = [': *a ', '[', '- ', '? - {? '].map((piece) => piece.repeat(length).slice(0, length));
  const { code, codes } = await readAll(documents);
  expect([code, codes]).toEqual([0, documents.map(() => 'SYNTAX')]);
});

test(`nor do ${tries} documents of any pieces that nest`, async () => {
  const dice = new Dice(20);
  const documents = Array.from({ length: tries }, () => {
    const some = Array.from({ length: dice.between(1, 3) }, () => dice.pick(pieces)).join('');
    return some.repeat(length).slice(0, length);
  });
  expect((await readAll(documents)).code).toBe(0);
}, 900_000);
