import { moveClock } from './albion.clock';
import { gql } from './client';

/** A forecast in minutes from a planning time. */
export interface Minutes {
  p50: number;
  p90: number;
}

/** Minutes from one instant to another. */
export const minutesBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 60_000;

/** What a restore plan tells of one position, by key. */
export interface Told {
  at: string;
  completion: Minutes | null;
  milestones: Record<string, Minutes>;
  /** The share of trials that kept the date, of those that have one. */
  onTime: Record<string, number>;
  teams: Record<string, { systems: number; likelyMinutes: number; busyUntil: Minutes | null }>;
  order: string[];
  deltaMinutes: number | null;
}

const fields = `generatedAt deltaMinutes completion { p50 p90 }
  milestones { milestone { key } forecast { p50 p90 } onTime }
  teams { team { key } systems likelyMinutes busyUntil { p50 p90 } }
  order(first: 5000) { key }`;

/** Asks one incident for its restore plan, with whatever arguments. */
export async function restorePlan(
  at: { url: string; token: string; incident: string },
  given: { trials?: number; seed?: number; whatIf?: object } = {},
): Promise<Told> {
  const query = `query ($incident: ID!, $trials: Int, $seed: Int, $whatIf: WhatIfInput) {
    incident(id: $incident) { restorePlan(trials: $trials, seed: $seed, whatIf: $whatIf) { ${fields} } } }`;
  const answer = await gql(at.url, at.token, query, { incident: at.incident, ...given });
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  return toldBy(answer.data.incident.restorePlan);
}

function toldBy({ generatedAt, completion, milestones, teams, order, deltaMinutes }: any): Told {
  const minutes = (forecast: any): Minutes | null =>
    forecast && { p50: minutesBetween(generatedAt, forecast.p50), p90: minutesBetween(generatedAt, forecast.p90) };
  const byKey = (list: any[], value: (one: any) => unknown): any =>
    Object.fromEntries(list.map((one) => [one.milestone.key, value(one)]));
  return {
    ...{ at: generatedAt, completion: minutes(completion), deltaMinutes, order: order.map(({ key }: any) => key) },
    milestones: byKey(milestones, ({ forecast }) => minutes(forecast)),
    onTime: byKey(
      milestones.filter(({ onTime }: any) => onTime !== null),
      ({ onTime }) => onTime,
    ),
    teams: Object.fromEntries(
      teams.map(({ team, busyUntil, ...load }: any) => [team.key, { ...load, busyUntil: minutes(busyUntil) }]),
    ),
  };
}

const slotMs = 5 * 60_000;

/** Moves a database's clock to the beginning of a planning slot, so that no test runs over its end. */
export async function beginSlot(ownerUrl: string): Promise<void> {
  const left = slotMs - (Date.now() % slotMs);
  await moveClock(ownerUrl, (left + 1000) / 60_000);
}
