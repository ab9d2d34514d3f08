import type { World } from '../world';
import { bindSystems } from './binding';
import { findContradictions } from './contradictions.reader';
import { Fields, isMap, type Reading } from './fields';
import { Findings, type Spot, type SpottedFinding } from './finding';
import { lineFields, milestoneFields, readLine, readMilestone } from './goals.reader';
import { readIncident, readPolicy } from './incident.reader';
import { findKnots, type SpotOf } from './knots.reader';
import { shown } from './nearest';
import type { Plan, PlanCounts, PlanSection } from './plan';
import { KnownKeys, type MissingReference } from './references';
import { namedEntriesOf, readPlants, readTeams } from './sections.reader';
import { draftSystems } from './systems.reader';

const mostItems = 2_000_000;
const topFields = ['format', 'incident', 'policy', 'teams', 'plants', 'systems', 'lines', 'milestones'];
const nothing: PlanCounts = { systems: 0, dependencies: 0, plants: 0, milestones: 0 };

/** A document as a plan: null where a finding is an ERROR; the counts are there in either case. */
interface PlanReading {
  plan: Plan | null;
  findings: SpottedFinding[];
  counts: PlanCounts;
}

/** What a document says, before it is known where it will be applied. */
export interface PlanDraft {
  counts: PlanCounts;
  /** References to what it does not hold itself. */
  missing: readonly MissingReference[];
  /** Where it contradicts itself; told of a document without errors. */
  contradictions: readonly SpottedFinding[];
  /** The place of the entry of a system. */
  spotOf(system: string): Spot | null;
  /**
   * The reading for an incident: references may name what the document holds and what the incident holds; null = a new one,
   * which holds nothing.
   */
  against(world: World | null): PlanReading;
}

/**
 * Reads the values of a plan document (as JSON has them). `implied` are sections that the source only mentions; `findings`
 * what is known of it already.
 */
export function readPlan(
  document: unknown,
  implied: readonly PlanSection[] = [],
  findings = new Findings(),
): PlanDraft {
  if (!isMap(document)) {
    findings.add('SYNTAX', `A plan is a map that begins with format: blackstart/v1, not ${shown(document)}.`, null);
    return {
      counts: nothing,
      missing: [],
      contradictions: [],
      spotOf: () => null,
      against: () => ({ plan: null, findings: findings.all(), counts: nothing }),
    };
  }
  const reading: Reading = { findings, itemsLeft: mostItems };
  const known = new KnownKeys();
  const { sections, spotOf } = readTop(new Fields(reading, document, null, 'The plan'), known);
  findKnots(sections, spotOf, findings);
  if (reading.itemsLeft < 0) findings.add('TOO_LARGE', `A plan has at most ${mostItems} items in its lists.`, null);
  const counts = countsOf(sections);
  const contradictions = findings.hasErrors ? [] : findContradictions(sections, spotOf);
  const against = (world: World | null): PlanReading => {
    const all = findings.copy();
    known.tell(all, world);
    // what is wrong comes first: an entry that could not be read would seem to lack what it says
    if (all.hasErrors) return { plan: null, findings: all.all(), counts };
    return { plan: { ...sections, implied }, findings: [...all.all(), ...contradictions], counts };
  };
  return { counts, missing: known.missing, contradictions, spotOf: (system) => spotOf('systems', system), against };
}

type Sections = Omit<Plan, 'implied'>;

function readTop(top: Fields, known: KnownKeys): { sections: Sections; spotOf: SpotOf } {
  top.refuseOthers(topFields);
  const format = top.value('format');
  if (format !== null && format !== 'blackstart/v1') {
    top.wrong('format', `the format ${shown(format)} is none that is known: write format: blackstart/v1.`);
  }
  const incident = readIncident(top);
  const policy = readPolicy(top);
  const teams = readTeams(top, known);
  const plants = readPlants(top, known);
  const drafts = draftSystems(top, known);
  const lines = namedEntriesOf(top, 'lines', 'line', lineFields, known);
  const milestones = namedEntriesOf(top, 'milestones', 'milestone', milestoneFields, known);
  let spots: Map<string, Spot | null> | undefined;
  const spotOf: SpotOf = (kind, key) => {
    if (kind === 'systems') {
      spots ??= new Map(drafts?.all.map(({ system, fields }) => [system.key, fields.spot]));
      return spots.get(key) ?? null;
    }
    return (kind === 'lines' ? lines : milestones)?.find((entry) => entry.key === key)?.fields.spot ?? null;
  };
  const sections = {
    incident,
    policy,
    teams,
    plants,
    systems: drafts && bindSystems(drafts, known),
    lines: lines?.map((entry) => readLine(entry, known)),
    milestones: milestones?.map((entry) => readMilestone(entry, known)),
  };
  return { sections, spotOf };
}

function countsOf({ systems = [], plants = [], milestones = [] }: Sections): PlanCounts {
  return {
    systems: systems.length,
    dependencies: systems.reduce((sum, { dependencies }) => sum + dependencies.length, 0),
    plants: plants.length,
    milestones: milestones.length,
  };
}
