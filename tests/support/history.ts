import { randomUUID } from 'node:crypto';
import type { Board } from '../../src/board/board';
import { declareIncident } from '../../src/incidents/incident.commands';
import { readEvents } from '../../src/log/read';
import { readDocument } from '../../src/plans/read';
import { type Actors, castOf, commanderOf } from './history.actors';
import { type Answer, type Command, give } from './history.commands';
import { Dice } from './history.dice';
import { type Scene, helpfulStep } from './history.helpful';
import type { TestHouse } from './house';
import { randomPlan } from './history.plan';
import { attempt, troubleStep } from './history.trouble';

/** A command that was given, or time that passed (then there is no command), and the board before and after it. */
export interface Given {
  number: number;
  minutes: number;
  command: Command | null;
  answer: Answer | null;
  before: Board;
  after: Board;
  /** Whether the log was told what the clock had ended; `answer` then has the events. */
  ticked: boolean;
  /** The same key was used before: by the same command, or by another one. */
  repeats: { first: Answer; isSame: boolean } | null;
}

/** A recovery that random commands go through. */
export interface History {
  board: Board;
  actors: Actors;
  /** One command for each seed, chosen by it from what the board is then; the same seeds make the same choices. */
  live: (seeds: Iterable<number>) => AsyncGenerator<Given>;
  /** So many commands for each seed, all chosen from what the board is then, and given at once; in the order of their turns. */
  rush: (seeds: Iterable<number>, commands: number) => AsyncGenerator<{ command: Command; answer: Answer }[]>;
}

/** Declares a random incident; everything about it but ids and times follows from the seed. */
export async function openHistory(house: TestHouse, seed: number, systems?: number): Promise<History> {
  const dice = new Dice(seed);
  const plan = randomPlan(dice, systems ?? dice.between(12, 30));
  const document = await readDocument('BLACKSTART', JSON.stringify(plan));
  const context = { ledger: house.ledger, actor: await commanderOf(house) };
  const { board, refusals } = await declareIncident(context, { key: `history-${randomUUID()}` }, document);
  if (!board) throw new Error(JSON.stringify([refusals, document.findings]));
  const actors = await castOf(house, board.id, board.plants.at(board.plants.find('P1')!).id);
  return {
    board,
    actors,
    live: (seeds) => live(house, board.id, actors, seeds),
    rush: (seeds, commands) => rushed(house, { board, actors }, seeds, commands),
  };
}

/** Seeds for so many commands. */
export function* seedsOf(seed: number, commands: number): Generator<number> {
  const dice = new Dice(~seed);
  for (let n = 0; n < commands; n++) yield dice.between(0, 2 ** 31);
}

async function* live(house: TestHouse, id: string, actors: Actors, seeds: Iterable<number>): AsyncGenerator<Given> {
  const keyed: { command: Command; answer: Answer }[] = [];
  let number = 0;
  for (const seed of seeds) {
    const dice = new Dice(seed);
    const before = boardOf(house, id);
    const given = { number: ++number, minutes: 0, command: null, answer: null, before, after: before, repeats: null };
    if (dice.chance(0.07)) {
      yield { ...given, ...(await passedTime(house, dice, before)), after: boardOf(house, id) };
      continue;
    }
    const earlier = dice.chance(0.04) ? dice.maybe(keyed) : undefined;
    const isSame = dice.chance(0.75);
    const command = earlier ? again(earlier.command, isSame) : nextCommand({ board: before, actors, dice }, number);
    const answer = await give(house.ledger, actors[command.by], command);
    if (!earlier && command.input.idempotencyKey && answer.events.length > 0) keyed.push({ command, answer });
    yield {
      ...given,
      command,
      answer,
      ticked: false,
      after: boardOf(house, id),
      repeats: earlier ? { first: earlier.answer, isSame } : null,
    };
  }
}

async function* rushed(
  house: TestHouse,
  { board: { id }, actors }: Pick<History, 'board' | 'actors'>,
  seeds: Iterable<number>,
  commands: number,
): ReturnType<History['rush']> {
  let number = 0;
  for (const seed of seeds) {
    const dice = new Dice(seed);
    const board = boardOf(house, id);
    const chosen = Array.from({ length: commands }, () => nextCommand({ board, actors, dice }, ++number));
    // a document is read before its command takes its turn, which takes as long as it takes: it comes last, alone
    const ordered = [...chosen.filter(({ plan }) => !plan), ...chosen.filter(({ plan }) => plan)];
    const answers: Promise<Answer>[] = [];
    for (const command of ordered) {
      if (command.plan) await Promise.all(answers);
      answers.push(give(house.ledger, actors[command.by], command));
    }
    const given = await Promise.all(answers);
    yield ordered.map((command, place) => ({ command, answer: given[place]! }));
  }
}

/** Time passes, or the log is told what time has ended, or both. */
async function passedTime(
  house: TestHouse,
  dice: Dice,
  { id, position }: Board,
): Promise<Pick<Given, 'minutes' | 'answer' | 'ticked'>> {
  const minutes = dice.chance(0.7) ? minutesOf(dice) : 0;
  if (minutes > 0) await house.moveClock(minutes);
  const ticked = minutes === 0 || dice.chance(0.6);
  if (!ticked) return { minutes, answer: null, ticked };
  await house.tellExpired();
  const events = await readEvents(house.ledger.pool, id, position, 200);
  return { minutes, answer: { board: boardOf(house, id), refusals: [], items: [], events, replayed: false }, ticked };
}

function boardOf(house: TestHouse, id: string): Board {
  const board = house.keeper.loaded(id);
  if (!board) throw new Error('the board is no longer in memory');
  return board;
}

function minutesOf(dice: Dice): number {
  return dice.weighted([
    [5, dice.between(1, 90)],
    [4, dice.between(90, 900)],
    [2, dice.between(900, 4000)],
  ]);
}

function nextCommand(scene: Scene, number: number): Command {
  const { dice, board } = scene;
  const choose = dice.weighted<(scene: Scene) => Command>([
    [68, helpfulStep],
    [20, troubleStep],
    [12, attempt],
  ]);
  const command = board.incident.status !== 'OPEN' && dice.chance(0.4) ? reopening : choose(scene);
  const key = dice.chance(0.1) ? { idempotencyKey: `key ${number}` } : {};
  const incident = dice.chance(0.8) ? board.incident.key : board.id;
  return { ...command, input: { incident, ...command.input, ...key } };
}

const reopening: Command = { mutation: 'reopenIncident', by: 'carl', input: { reason: 'the attacker is back' } };

function again(command: Command, isSame: boolean): Command {
  return isSame ? command : { ...command, input: { ...command.input, reason: 'another input' } };
}

/** A step as a line that shows what was asked and answered. */
export function told({ number, minutes, command, answer }: Given): string {
  if (!command)
    return `${number}. ${minutes} minutes pass ${answer?.events.map(({ position, type }) => `${position} ${type}`).join(', ') ?? ''}`;
  if (!answer) return `${number}. ${command.mutation}`;
  const refused = [...answer.refusals, ...answer.items.flatMap(({ refusals }) => refusals)].map(({ code }) => code);
  const events = answer.events.map(({ position, type }) => `${position} ${type}`);
  const said = JSON.stringify(command.input);
  return `${number}. ${command.by}: ${command.mutation} ${said} -> ${[...refused, ...events].join(', ') || 'nothing'}`;
}
