import type { Fields } from './fields';
import type { PlanLine, PlanMilestone } from './plan';
import { type KnownKeys, referencesOf } from './references';
import type { Entry } from './sections.reader';

export const lineFields = ['key', 'name', 'plant', 'systems', 'fedBy'];
export const milestoneFields = [
  ...['key', 'name', 'plant', 'gate', 'linesMustRun', 'systems', 'lines', 'milestones', 'due', 'dueAt'],
];

/** A line, its references resolved; one without a plant or a system is a finding. */
export function readLine({ key, fields }: Entry, known: KnownKeys): PlanLine {
  const systems = referencesOf(fields, 'systems');
  if (systems.length === 0) fields.wrong('systems', 'a line needs at least one system, or it could never be blocked.');
  if (fields.value('plant') === null) fields.wrong('plant', 'the plant is missing: a line stands in one.');
  return {
    key: key ?? '',
    name: fields.text('name') ?? key ?? '',
    plant: known.referField(fields, 'plant', 'plant') ?? '',
    systems: known.referAll(fields, 'system', systems),
    fedBy: known.referAll(fields, 'line', referencesOf(fields, 'fedBy')),
  };
}

/** A milestone, its references resolved; one that nobody declares and nothing meets is a finding. */
export function readMilestone({ key, fields }: Entry, known: KnownKeys): PlanMilestone {
  const systems = referencesOf(fields, 'systems');
  const lines = referencesOf(fields, 'lines');
  const milestones = referencesOf(fields, 'milestones');
  const gate = fields.flag('gate') ?? false;
  if (!gate && systems.length + lines.length + milestones.length === 0) {
    fields.wrong('key', 'it has no criteria, so nothing would ever achieve it: name some, or make it a gate.');
  }
  return {
    key: key ?? '',
    name: fields.text('name') ?? key ?? '',
    plant: known.referField(fields, 'plant', 'plant'),
    gate,
    linesMustRun: fields.flag('linesMustRun') ?? false,
    systems: known.referAll(fields, 'system', systems),
    lines: known.referAll(fields, 'line', lines),
    milestones: known.referAll(fields, 'milestone', milestones),
    ...readDue(fields),
  };
}

function readDue(fields: Fields): Pick<PlanMilestone, 'dueMinutes' | 'dueAt'> {
  const due = { dueMinutes: fields.duration('due'), dueAt: fields.instant('dueAt') };
  if (fields.value('due') !== null && fields.value('dueAt') !== null) {
    fields.wrong('dueAt', 'give either due, which counts from the declaration, or dueAt, not both.');
  }
  return due;
}
