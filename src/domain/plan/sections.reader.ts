import { Fields, isMap } from './fields';
import { shown } from './nearest';
import type { PlanPlant, PlanSection, PlanTeam } from './plan';
import type { KnownKeys, ReferableKind } from './references';

/** One object of a section: its key, or null where that is wrong, and its fields. */
export interface Entry {
  key: string | null;
  fields: Fields;
}

/** The objects of a section as maps, with findings on other things and other fields; undefined where it is absent. */
export function entriesOf(
  top: Fields,
  section: PlanSection,
  kind: ReferableKind,
  names: readonly string[],
): Entry[] | undefined {
  if (top.value(section) === null) return undefined;
  const entries: Entry[] = [];
  for (const { value, spot } of top.items(section)) {
    if (!isMap(value)) {
      top.wrongAt(spot, `${shown(value)} in ${section} is no ${kind}: write {key: …, …}.`);
      continue;
    }
    const named = typeof value.key === 'string' && Object.hasOwn(value, 'key') ? shown(value.key).slice(1, -1) : '';
    const fields = new Fields(top.reading, value, spot, `${kind} ${named || `number ${Number(spot.step) + 1}`}`);
    fields.refuseOthers(names);
    entries.push({ key: fields.key(), fields });
  }
  return entries;
}

/** Takes the key of an object; a second one of its kind is a finding. */
export function takeKey(known: KnownKeys, kind: ReferableKind, fields: Fields, key: string | null): void {
  if (key === null || known.add(kind, key)) return;
  fields.wrong('key', `there is another ${kind} ${shown(key)} in this document: keys are unique.`, 'DUPLICATE_KEY', [
    key,
  ]);
}

/** The same as `entriesOf`, with every key taken. */
export function namedEntriesOf(
  top: Fields,
  section: PlanSection,
  kind: ReferableKind,
  names: readonly string[],
  known: KnownKeys,
): Entry[] | undefined {
  const entries = entriesOf(top, section, kind, names);
  for (const { fields, key } of entries ?? []) takeKey(known, kind, fields, key);
  return entries;
}

/** The teams of a document; one without a capacity works on one system at a time. */
export function readTeams(top: Fields, known: KnownKeys): PlanTeam[] | undefined {
  const entries = namedEntriesOf(top, 'teams', 'team', ['key', 'name', 'capacity', 'contact'], known);
  return entries?.map(({ key, fields }) => ({
    key: key ?? '',
    name: fields.text('name') ?? key ?? '',
    capacity: fields.integer('capacity', 1, 10_000) ?? 1,
    contact: fields.text('contact'),
  }));
}

/** The plants of a document; undefined where it has no such section. */
export function readPlants(top: Fields, known: KnownKeys): PlanPlant[] | undefined {
  const entries = namedEntriesOf(top, 'plants', 'plant', ['key', 'name'], known);
  return entries?.map(({ key, fields }) => ({ key: key ?? '', name: fields.text('name') ?? key ?? '' }));
}
