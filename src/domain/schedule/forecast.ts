import type { Instant } from '../rows';
import { plusMinutes } from '../time';
import type { World } from '../world';
import type { Quantiles } from './quantiles';
import type { Schedule } from './schedule';
import type { Columns } from './stage';

/** When something will be there: half of the trials, and nine of ten, were there by then. */
export interface Forecast {
  p50: Instant;
  p90: Instant;
}

/** The outcome of a forecast: the schedule that was simulated, and what its trials came to. */
export interface Outlook {
  schedule: Schedule;
  columns: Columns;
  quantiles: Quantiles;
}

function forecastAt({ schedule, quantiles }: Outlook, column: number | undefined): Forecast | null {
  if (column === undefined || column === -1) return null;
  const at = (minutes: number): Instant => plusMinutes(schedule.at, Math.round(minutes));
  return { p50: at(quantiles.p50[column]!), p90: at(quantiles.p90[column]!) };
}

/** When a system will be ONLINE; null when it is, or is RETIRED. To the minute, as all forecasts. */
export function systemForecast(outlook: Outlook, system: number): Forecast | null {
  const { placeOf, isSystem } = outlook.schedule.work;
  const place = placeOf[system]!;
  return place !== -1 && isSystem[place] ? forecastAt(outlook, place) : null;
}

/** When a line will be able to produce; null when it can. */
export function lineForecast({ network }: World, outlook: Outlook, line: number): Forecast | null {
  return forecastAt(outlook, outlook.schedule.work.placeOf[network.systems + line]);
}

/** When the criteria of a milestone will be met; null when it is achieved. A gate is taken to be declared at once. */
export function milestoneForecast({ network }: World, outlook: Outlook, milestone: number): Forecast | null {
  return forecastAt(outlook, outlook.schedule.work.placeOf[network.systems + network.lines + milestone]);
}

/** The share of trials in which a milestone kept its date; null without one, or once achieved. */
export function onTimeShare({ network }: World, { schedule, quantiles }: Outlook, milestone: number): number | null {
  const place = schedule.work.placeOf[network.systems + network.lines + milestone]!;
  const share = place === -1 ? NaN : quantiles.onTime[place]!;
  return Number.isNaN(share) ? null : share;
}

/** When the systems that a plant cannot do without will all be ONLINE; null when they are. */
export function plantForecast(outlook: Outlook, plant: number): Forecast | null {
  return forecastAt(outlook, outlook.columns.plants[plant]);
}

/** When a team will have done its last system; null when it has. */
export function teamForecast(outlook: Outlook, team: number): Forecast | null {
  return forecastAt(outlook, outlook.columns.teams[team]);
}

/** When all systems will be ONLINE and all milestones achieved; null when they are. */
export function completionForecast(outlook: Outlook): Forecast | null {
  return forecastAt(outlook, outlook.columns.completion);
}

/** How much later (negative: sooner) half the trials complete than those of another outlook, in whole minutes. */
export function deltaMinutes(outlook: Outlook, other: Outlook): number {
  return Math.round(completionMinutes(outlook)) - Math.round(completionMinutes(other));
}

function completionMinutes({ columns, quantiles }: Outlook): number {
  return columns.completion === -1 ? 0 : quantiles.p50[columns.completion]!;
}

/** What a team has before it. */
export interface TeamWork {
  team: number;
  systems: number;
  /** The likely working time that is left, in minutes. */
  likelyMinutes: number;
}

/** What each team still has to do, by key; also those that have nothing. */
export function teamWork({ teams, systems }: World, { work }: Schedule): TeamWork[] {
  const found = Array.from({ length: teams.size }, (_, team): TeamWork => ({ team, systems: 0, likelyMinutes: 0 }));
  work.nodes.forEach((system, place) => {
    const teamId = work.isSystem[place] ? systems.at(system).teamId : null;
    if (teamId === null) return;
    const of = found[teams.indexOf(teamId)] as TeamWork;
    of.systems++;
    of.likelyMinutes += work.likely[place]!;
  });
  return found.map((one) => ({ ...one, likelyMinutes: Math.round(one.likelyMinutes) }));
}
