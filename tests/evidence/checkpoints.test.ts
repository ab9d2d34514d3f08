import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sealCheckpoint } from '../../src/evidence/checkpoint';
import { CheckpointFile } from '../../src/evidence/checkpoint-file';
import { type FoundCheckpoint, readCheckpoints } from '../../src/evidence/checkpoint-folder';
import { openCheckpointKey } from '../../src/evidence/checkpoint-key';

const incident = '00000000-0000-4000-8000-000000000001';
const hashAt = (position: number) => String(position).padStart(64, 'a');
const at = (position: number) => ({ incident, position, hash: hashAt(position), time: '2026-01-01T00:00:00.000Z' });

let home: string;
let folder: string;
let warnings: string[];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'blackstart-checkpoints-'));
  folder = join(home, 'checkpoints');
  warnings = [];
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const warn = (message: string) => void warnings.push(message);
const writer = (name = 'one', mayMake = true) =>
  new CheckpointFile({ folder, mayMake, key: openCheckpointKey(join(home, name)), warn });

const filesIn = () => readdirSync(folder).filter((name) => name.startsWith('checkpoints-'));
const onlyFile = () => join(folder, filesIn()[0]!);
const change = (file: string, edit: (lines: string[]) => string[]) =>
  writeFileSync(file, edit(readFileSync(file, 'utf8').split(/(?<=\n)/)).join(''));

async function read(publicKeys: string[] = []) {
  const [faults, notes]: [string[], string[]] = [[], []];
  const trust = { publicKeys, tell: (fault: string) => faults.push(fault), note: (note: string) => notes.push(note) };
  const { byIncident, keys } = await readCheckpoints(folder, trust);
  const positions = (byIncident.get(incident) ?? []).map(({ position }: FoundCheckpoint) => position);
  return { positions, faults, notes, keys };
}

async function write(file: CheckpointFile, ...positions: number[]): Promise<void> {
  for (const position of positions) await file.append([at(position)]);
}

describe('a folder of checkpoints', () => {
  test('gives back what was signed, and whose key vouches for it', async () => {
    const one = writer();
    await write(one, 1, 101);
    await one.append([at(150), at(160)]);
    await one.close();
    const key = openCheckpointKey(join(home, 'one'));
    expect(await read()).toEqual({ positions: [1, 101, 150, 160], faults: [], notes: [], keys: [key.id] });
    expect(readFileSync(join(folder, `key-${key.id}.pem`), 'utf8')).toBe(key.publicKey);
    expect(statSync(join(home, 'one/checkpoint-key.pem')).mode & 0o777).toBe(0o600);
    expect(filesIn()).toHaveLength(1);
  });

  test('takes several writers at once, of one key or more, each with a file of its own', async () => {
    const writers = [writer(), writer(), writer('other')];
    await Promise.all(writers.map((file, n) => write(file, ...[1, 2, 3, 4, 5].map((step) => step * 10 + n))));
    const { positions, faults, keys } = await read();
    expect(positions.sort()).toEqual([10, 11, 12, 20, 21, 22, 30, 31, 32, 40, 41, 42, 50, 51, 52]);
    expect({ faults, files: filesIn().length, keys: keys.length }).toEqual({ faults: [], files: 3, keys: 2 });
    for (const file of writers) await file.close();
  });

  test('passes over a last line that is torn, and says so', async () => {
    const one = writer();
    await write(one, 1, 2);
    await one.close();
    writeFileSync(onlyFile(), readFileSync(onlyFile(), 'utf8').slice(0, -100));
    const { positions, faults, notes } = await read();
    expect({ positions, faults }).toEqual({ positions: [1], faults: [] });
    expect(notes).toEqual([expect.stringMatching(/^The last line of checkpoints-.*\.jsonl is torn/)]);
  });

  test.each<[string, (lines: string[]) => string[], number[], RegExp]>([
    ['taken out', (lines) => lines.toSpliced(1, 1), [1, 3], /^Before line 2 of .* taken out/],
    ['put in twice', (lines) => lines.toSpliced(1, 0, lines[0]!), [1, 1, 2, 3], /^Before line 2 of .* put in/],
    [
      'changed',
      (lines) => lines.with(1, lines[1]!.replace('"position":2', '"position":4')),
      [1, 3],
      /^Line 2 of .* signature/,
    ],
    ['written otherwise', (lines) => lines.with(1, ` ${lines[1]}`), [1, 3], /^Line 2 of .* is not a checkpoint/],
    ['cut short', (lines) => lines.with(1, `${lines[1]!.slice(0, 60)}\n`), [1, 3], /^Line 2 of .* is not a checkpoint/],
  ])('tells a line that was %s', async (_, edit, positions, fault) => {
    const one = writer();
    await write(one, 1, 2, 3);
    await one.close();
    change(onlyFile(), edit);
    const found = await read();
    expect(found.positions).toEqual(positions);
    expect(found.faults[0]).toMatch(fault);
  });

  test('tells what a stranger signed: in the name of the key, or with a key that is not to be trusted', async () => {
    const one = writer();
    await write(one, 1);
    await one.close();
    const [own, strange] = [openCheckpointKey(join(home, 'one')), openCheckpointKey(join(home, 'strange'))];
    appendFileSync(onlyFile(), sealCheckpoint({ ...at(2), key: own.id, number: 2 }, strange.privateKey));
    expect((await read()).faults).toEqual([
      expect.stringMatching(/^Line 2 of .* signature that is not that of its key/),
    ]);
    const others = writer('strange');
    await write(others, 3);
    await others.close();
    expect((await read()).positions.sort()).toEqual([1, 3]);
    const trusted = join(home, 'trusted.pem');
    writeFileSync(trusted, own.publicKey);
    const { positions, faults } = await read([trusted]);
    expect(positions).toEqual([1]);
    expect(faults).toContainEqual(expect.stringMatching(new RegExp(`signed with the key ${strange.id}, which is not`)));
    writeFileSync(trusted, own.publicKey + strange.publicKey);
    expect((await read([trusted])).positions.sort()).toEqual([1, 3]);
  });

  test('shows nothing of a line that could speak for itself on a terminal', async () => {
    const one = writer();
    await write(one, 1);
    await one.close();
    const loud = sealCheckpoint({ ...at(2), key: 'x\nall: sound', number: 2 }, openCheckpointKey(home).privateKey);
    appendFileSync(onlyFile(), loud);
    expect((await read()).faults).toEqual([expect.stringMatching(/^Line 2 of \S+ is not a checkpoint\.$/)]);
  });

  test('is refused where it is not there, or a key is none', async () => {
    await expect(read()).rejects.toThrow('ENOENT');
    mkdirSync(folder);
    const file = join(home, 'none.pem');
    writeFileSync(file, 'none');
    await expect(read([file])).rejects.toThrow(`${file} is no public key`);
  });
});

describe('a writer of checkpoints', () => {
  test('never makes a folder that somebody named, and goes on once it is there', async () => {
    const one = writer('one', false);
    await expect(write(one, 1)).rejects.toMatchObject({ code: 'ENOENT' });
    mkdirSync(folder);
    await write(one, 2);
    await one.close();
    expect((await read()).positions).toEqual([2]);
  });

  test('begins another file where its own was removed, cut or written to', async () => {
    const one = writer();
    await write(one, 1);
    rmSync(onlyFile());
    await write(one, 2);
    appendFileSync(onlyFile(), 'x');
    await write(one, 3, 4);
    await one.close();
    expect(warnings).toEqual([
      expect.stringMatching('removed or changed'),
      expect.stringMatching('removed or changed'),
    ]);
    const { positions, faults } = await read();
    expect({ positions: positions.sort(), faults, files: filesIn().length }).toEqual({
      positions: [2, 3, 4],
      faults: [],
      files: 2,
    });
  });

  test('begins another file where the folder went away for a while', async () => {
    const one = writer('one', false);
    mkdirSync(folder);
    await write(one, 1);
    rmSync(folder, { recursive: true });
    await expect(write(one, 2)).rejects.toMatchObject({ code: 'ENOENT' });
    mkdirSync(folder);
    await write(one, 3);
    await one.close();
    expect(await read()).toMatchObject({ positions: [3], faults: [], keys: [expect.any(String)] });
  });

  test('uses one key for a data folder, whoever made it', () => {
    const keys = Array.from({ length: 3 }, () => openCheckpointKey(join(home, 'one')));
    expect(new Set(keys.map(({ id }) => id)).size).toBe(1);
    expect(openCheckpointKey(join(home, 'other')).id).not.toBe(keys[0]!.id);
    expect(readdirSync(join(home, 'one'))).toEqual(['checkpoint-key.pem']);
  });
});
