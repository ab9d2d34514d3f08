import type { Graph } from '../graph';
import { systemsNeededBy } from '../plants';
import type { World } from '../world';
import type { Schedule } from './schedule';
import type { Stage } from './trials';
import type { Work } from './work';

/** Where the goals of a stage stand among its columns; -1 = nothing of it is still to come. */
export interface Columns {
  completion: number;
  plants: Int32Array;
  teams: Int32Array;
}

/** A schedule as a forecast simulates it: its goals are the completion, the plants and the teams that have something to do. */
export function stageOf(world: World, schedule: Schedule): { stage: Stage; columns: Columns; limits: Float64Array } {
  const { work, orderOf } = schedule;
  const goals = new Goals(work.nodes.length);
  const columns = {
    completion: goals.add(placesForCompletion(world, work)),
    plants: Int32Array.from({ length: world.plants.size }, (_, plant) => goals.add(placesOfPlant(world, work, plant))),
    teams: addTeams(world, work, goals),
  };
  const rank = new Int32Array(work.nodes.length);
  for (let place = 0; place < rank.length; place++) {
    if (work.isSystem[place]) rank[place] = orderOf[work.nodes[place]!]! - 1;
  }
  const stage = { work, rank, goals: goals.graph() };
  return { stage, columns, limits: limitsOf(world, schedule, goals.columns) };
}

class Goals {
  private readonly start = [0];
  private readonly to: number[] = [];

  constructor(private readonly size: number) {}

  get columns(): number {
    return this.size + this.start.length - 1;
  }

  /** The column of a goal of these places; -1 when it has none. */
  add(places: readonly number[]): number {
    if (places.length === 0) return -1;
    for (const place of places) this.to.push(place);
    this.start.push(this.to.length);
    return this.columns - 1;
  }

  graph(): Graph {
    return { size: this.start.length - 1, start: Int32Array.from(this.start), to: Int32Array.from(this.to) };
  }
}

// An incident is complete when its systems are back and its milestones achieved.
function placesForCompletion({ network }: World, { isSystem, nodes }: Work): number[] {
  const places: number[] = [];
  const milestone = network.systems + network.lines;
  for (let place = 0; place < nodes.length; place++) {
    if (isSystem[place] || nodes[place]! >= milestone) places.push(place);
  }
  return places;
}

function placesOfPlant(world: World, { placeOf, isSystem }: Work, plant: number): number[] {
  const places: number[] = [];
  for (const system of systemsNeededBy(world, plant)) {
    const place = placeOf[system]!;
    if (place !== -1 && isSystem[place]) places.push(place);
  }
  return places;
}

function addTeams({ teams, columns }: World, { isSystem, nodes }: Work, goals: Goals): Int32Array {
  const places = Array.from({ length: teams.size }, (): number[] => []);
  for (let place = 0; place < nodes.length; place++) {
    const team = isSystem[place] ? columns.team[nodes[place]!]! : -1;
    if (team !== -1) places[team]!.push(place);
  }
  return Int32Array.from(places, (ofTeam) => goals.add(ofTeam));
}

// What a milestone should be achieved by, in minutes from the planning time.
function limitsOf({ network, milestones }: World, { at, work }: Schedule, columns: number): Float64Array {
  const limits = new Float64Array(columns).fill(NaN);
  const first = network.systems + network.lines;
  work.nodes.forEach((node, place) => {
    const dueAt = node >= first ? milestones.at(node - first).dueAt : null;
    if (dueAt !== null) limits[place] = (Date.parse(dueAt) - Date.parse(at)) / 60_000;
  });
  return limits;
}
