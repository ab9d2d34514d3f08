import type { Coordinates } from './coordinates';

/** What keeps an emitted schema from being the contract, or from being as far as the list of gaps says. */
export function complaints(
  contract: Coordinates,
  emitted: Coordinates,
  listed: readonly string[],
  hadToLand: (coordinate: string) => boolean,
): string[] {
  return [
    ...missing(contract, emitted, listed),
    ...changed(contract, emitted),
    ...demanding(contract, emitted),
    ...wronglyListed(contract, emitted, listed, hadToLand),
  ];
}

function missing(contract: Coordinates, emitted: Coordinates, listed: readonly string[]): string[] {
  return [...contract.keys()]
    .filter((name) => !emitted.has(name) && !listed.includes(name))
    .map((name) => `${name} is in the contract, not in the schema, and not listed as not landed`);
}

function changed(contract: Coordinates, emitted: Coordinates): string[] {
  return [...contract]
    .filter(([name, { promise }]) => emitted.has(name) && emitted.get(name)!.promise !== promise)
    .map(([name, { promise }]) => `${name} is ${emitted.get(name)!.promise}; the contract says ${promise}`);
}

// What is added must not harm who only knows the contract: no argument that he must give, no field that can end an answer.
function demanding(contract: Coordinates, emitted: Coordinates): string[] {
  const typeOf = (name: string): string => name.split(/[.(]/)[0] as string;
  return [...emitted]
    .filter(([name, { optional }]) => !contract.has(name) && !optional && contract.has(typeOf(name)))
    .filter(([name]) => !isArgumentOfNewField(name, contract))
    .map(([name, { promise }]) => `${name}: ${promise} is added to the contract and not optional`);
}

// Who does not know a field does not leave out what it must be given.
function isArgumentOfNewField(name: string, contract: Coordinates): boolean {
  const [field, argument] = name.split('(') as [string, string | undefined];
  return argument !== undefined && !contract.has(field);
}

function wronglyListed(
  contract: Coordinates,
  emitted: Coordinates,
  listed: readonly string[],
  hadToLand: (coordinate: string) => boolean,
): string[] {
  const twice = listed.filter((name, place) => listed.indexOf(name) !== place);
  return [
    ...twice.map((name) => `${name} is listed twice`),
    ...listed.filter((name) => emitted.has(name)).map((name) => `${name} is listed as not landed, and is there`),
    ...listed.filter((name) => !contract.has(name)).map((name) => `${name} is listed, and not in the contract`),
    ...listed.filter(hadToLand).map((name) => `${name} had to land, and is listed as not landed`),
  ];
}
