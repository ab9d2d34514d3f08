import type { Link } from '../rows';
import { zones } from '../words';
import { readDependencies, type RawDependency } from './dependencies.reader';
import { durationOf, Fields, isMap } from './fields';
import { keyFault } from './key';
import type { PlanSystem } from './plan';
import { type KnownKeys, type Reference, referencesOf } from './references';
import { type Entry, entriesOf, takeKey } from './sections.reader';
import { shown } from './nearest';

const mostSystems = 100_000;
const mostEdges = 300_000;

const names = [
  ...['key', 'name', 'tier', 'zone', 'team', 'rto', 'mtd', 'estimate', 'dependsOn', 'after', 'tags', 'links'],
  ...['description', 'essential', 'safety', 'workaround', 'plant', 'at'],
];

/** A system whose references are not resolved yet. */
export interface Draft {
  system: PlanSystem;
  fields: Fields;
  dependencies: RawDependency[];
  after: Reference[];
}

/** What a section of systems holds: one draft a system, and the plants of each key that has `at`. */
export interface Drafts {
  all: Draft[];
  plantsOf: Map<string, string[]>;
}

/** The systems of a document, `at` expanded, their keys taken, nothing else resolved; plants must be known by now. */
export function draftSystems(top: Fields, known: KnownKeys): Drafts | undefined {
  const entries = entriesOf(top, 'systems', 'system', names);
  if (!entries) return undefined;
  const drafts: Drafts = { all: [], plantsOf: new Map() };
  let [dependencies, after] = [0, 0];
  for (const entry of entries) {
    const instances = instancesOf(entry, draftOf(entry, known), known, drafts);
    for (const draft of instances) {
      dependencies += draft.dependencies.length;
      after += draft.after.length;
      drafts.all.push(draft);
    }
    const isTooLarge = drafts.all.length > mostSystems || Math.max(dependencies, after) > mostEdges;
    if (!isTooLarge) continue;
    const message = `a plan has at most ${mostSystems} systems and ${mostEdges} dependencies: split it by incident.`;
    top.wrong('systems', message, 'TOO_LARGE');
    return { all: [], plantsOf: new Map() };
  }
  for (const { system, fields } of drafts.all) {
    if (!drafts.plantsOf.has(system.key)) continue;
    const message = `system ${system.key} stands for one system, and for one at each plant elsewhere: rename one.`;
    fields.wrong('key', message, 'DUPLICATE_KEY', [system.key]);
  }
  return drafts;
}

function draftOf({ key, fields }: Entry, known: KnownKeys): Draft {
  const plant = known.referField(fields, 'plant', 'plant');
  const system: PlanSystem = {
    key: key ?? '',
    name: fields.text('name') ?? key ?? '',
    description: fields.text('description'),
    tier: needed(fields, 'tier', fields.integer('tier', 0, 99)) ?? 0,
    zone: needed(fields, 'zone', fields.word('zone', zones)) ?? 'L4',
    plant,
    team: known.referField(fields, 'team', 'team'),
    essential: fields.flag('essential') ?? (fields.value('plant') ?? fields.value('at')) !== null,
    safety: fields.flag('safety') ?? false,
    tags: fields.texts('tags'),
    links: readLinks(fields),
    rtoMinutes: fields.duration('rto'),
    mtdMinutes: fields.duration('mtd'),
    ...readEstimate(fields),
    workaround: fields.text('workaround'),
    dependencies: [],
    after: [],
  };
  return { system, fields, dependencies: readDependencies(fields), after: referencesOf(fields, 'after') };
}

function needed<T>(fields: Fields, name: string, value: T | null): T | null {
  if (fields.value(name) === null) fields.wrong(name, `the ${name} is missing.`);
  return value;
}

function readLinks(fields: Fields): Link[] {
  return fields.items('links').flatMap(({ value, spot }) => {
    if (!isMap(value)) return fields.wrongAt(spot, `a link is a map such as {label: runbook, url: "https://…"}.`) ?? [];
    const link = new Fields(fields.reading, value, spot, `${fields.subject}, link ${Number(spot.step) + 1}`);
    link.refuseOthers(['label', 'url']);
    const url = link.text('url');
    if (url === null || !isSafeUrl(url)) return link.wrong('url', `the url must begin with https:// or http://.`) ?? [];
    return [{ label: link.text('label') ?? url, url }];
  });
}

/** Whether a link can be put on a page: a click on `javascript:` would run it. */
export function isSafeUrl(url: string): boolean {
  return /^(https?|ftps?|sftp|ssh|file|mailto|tel|sip):\S+$/i.test(url);
}

type Estimate = Pick<PlanSystem, 'optimistic' | 'likely' | 'pessimistic'>;

function readEstimate(fields: Fields): Estimate {
  const none = { optimistic: null, likely: null, pessimistic: null };
  const items = fields.items('estimate');
  if (fields.value('estimate') === null) return none;
  const [optimistic, likely, pessimistic] = items.map((item) => durationOf(fields, 'estimate', item));
  if (items.length !== 3)
    fields.wrong('estimate', 'the estimate is [optimistic, likely, pessimistic], such as [4h, 8h, 2d].');
  if (optimistic == null || likely == null || pessimistic == null) return none;
  if (optimistic > likely || likely > pessimistic) {
    fields.wrong('estimate', 'the estimate must rise: optimistic, likely, pessimistic.');
  }
  return { optimistic, likely, pessimistic };
}

/** The draft itself, or one for each plant of `at`. */
function instancesOf({ key, fields }: Entry, draft: Draft, known: KnownKeys, drafts: Drafts): Draft[] {
  if (fields.value('at') === null) {
    takeKey(known, 'system', fields, key);
    return [draft];
  }
  const plants = known.referAll(fields, 'plant', referencesOf(fields, 'at'));
  if (fields.value('plant') !== null) fields.wrong('at', 'give either plant or at, not both.');
  if (plants.length === 0) fields.wrong('at', 'at names no plant, so the entry would be lost.');
  if (key === null) return [];
  drafts.plantsOf.set(key, [...(drafts.plantsOf.get(key) ?? []), ...plants]);
  return plants.map((plant) => {
    const own = `${key}.${plant}`;
    const fault = keyFault(own);
    if (fault !== null) fields.wrong('key', `its key at ${plant} would be ${shown(own)}, which ${fault}.`);
    takeKey(known, 'system', fields, own);
    return { ...draft, system: { ...draft.system, key: own, name: `${draft.system.name} (${plant})`, plant } };
  });
}
