import type { Path } from './position';

/** The columns of a CSV plan; all but `key` may be left out. */
export const csvColumns = [
  ...(['key', 'name', 'plant', 'tier', 'zone', 'team', 'rto', 'mtd', 'optimistic', 'likely', 'pessimistic'] as const),
  ...(['depends_on', 'after', 'tags', 'essential', 'safety'] as const),
];
type Column = (typeof csvColumns)[number];

const columnOfField = new Map([
  ['dependsOn', 'depends_on'],
  ['estimate', 'optimistic'],
]);
const flags = new Map([
  ['true', true],
  ['yes', true],
  ['1', true],
  ['false', false],
  ['no', false],
  ['0', false],
]);

/** The column that a field of the plan document comes from. */
export function fieldOfPath([section, , field]: Path): string {
  if (section === 'teams') return 'team';
  if (section === 'plants') return 'plant';
  return columnOfField.get(String(field)) ?? String(field ?? 'key');
}

/** The plan document that the records of a CSV become, and the lines that its parts come from. */
export class CsvDocument {
  /** The header, once it was read. */
  columns: string[] | null = null;
  private readonly systems: object[] = [];
  private readonly lines: number[] = [];
  private readonly teams = new Map<string, number>();
  private readonly plants = new Map<string, number>();

  get size(): number {
    return this.systems.length;
  }

  add(record: readonly string[], line: number): void {
    const text = (column: Column): string | undefined => record[this.columns!.indexOf(column)] || undefined;
    this.systems.push(systemOf(text));
    this.lines.push(line);
    const [team, plant] = [text('team'), text('plant')];
    if (team !== undefined && !this.teams.has(team)) this.teams.set(team, line);
    if (plant !== undefined && !this.plants.has(plant)) this.plants.set(plant, line);
  }

  plan(): object {
    const named = (keys: Iterable<string>): object[] => Array.from(keys, (key) => ({ key, name: key }));
    return { teams: named(this.teams.keys()), plants: named(this.plants.keys()), systems: this.systems };
  }

  lineOf([section, at]: Path): number | null {
    if (section === 'teams') return [...this.teams.values()][Number(at)] ?? null;
    if (section === 'plants') return [...this.plants.values()][Number(at)] ?? null;
    return this.lines[Number(at)] ?? null;
  }
}

type Text = (column: Column) => string | undefined;

function systemOf(text: Text): object {
  const estimate = [text('optimistic'), text('likely'), text('pessimistic')].map(duration);
  return {
    key: text('key'),
    name: text('name'),
    plant: text('plant'),
    tier: number(text('tier')),
    zone: text('zone'),
    team: text('team'),
    rto: duration(text('rto')),
    mtd: duration(text('mtd')),
    estimate: estimate.some((part) => part !== undefined) ? estimate.map((part) => part ?? '') : undefined,
    dependsOn: list(text('depends_on'))?.map(dependency),
    after: list(text('after')),
    tags: list(text('tags')),
    essential: flag(text('essential')),
    safety: flag(text('safety')),
  };
}

function list(text: string | undefined): string[] | undefined {
  const items = text?.split(';').map((item) => item.trim());
  return items?.filter((item) => item !== '');
}

/** `key`, `key~` for SOFT, `key@STATE` for a required state. */
function dependency(text: string): unknown {
  const parts = /^([^~@]+)(~?)(?:@([^~@]*))?(~?)$/.exec(text);
  if (!parts) return text;
  const [, system, soft, requiredState, softAfter] = parts;
  if (!soft && !softAfter && requiredState === undefined) return text;
  return { system: system!.trim(), strength: soft || softAfter ? 'SOFT' : 'HARD', requiredState };
}

// A spreadsheet turns 90m into 90 readily: a bare number is minutes.
function duration(text: string | undefined): string | undefined {
  return text !== undefined && /^\d+$/.test(text) ? `${text}m` : text;
}

/** What is no number stays a text, so that the finding can quote it. */
function number(text: string | undefined): number | string | undefined {
  return text !== undefined && /^-?\d{1,9}$/.test(text) ? Number(text) : text;
}

function flag(text: string | undefined): boolean | string | undefined {
  return text === undefined ? undefined : (flags.get(text.toLowerCase()) ?? text);
}
