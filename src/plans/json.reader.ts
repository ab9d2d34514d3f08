import { walkJson } from './json.walk';
import { positionsIn, quoted } from './position';
import { brokenSource, type Source, textFinding } from './source';

const mostDoubles = 100;

/** Reads a JSON text: broken JSON, and a field that comes twice, are findings with their places. */
export function readJson(text: string): Source {
  const plain = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  let positionOf: ReturnType<typeof positionsIn> | null = null;
  const at = (offset: number) => (positionOf ??= positionsIn(plain))(offset);
  const { fault, doubles } = walkJson(plain);
  if (fault !== null)
    return brokenSource(textFinding('SYNTAX', `This is no JSON: ${fault.message}.`, at(fault.offset)));
  const findings = doubles.slice(0, mostDoubles).map(({ name, offset }) => {
    return textFinding('DUPLICATE_KEY', `The field ${quoted(name)} comes twice in one object: keep one.`, at(offset));
  });
  return {
    values: [JSON.parse(plain)],
    findings,
    locate: (paths) =>
      Promise.resolve(walkJson(plain, paths).offsets.map((offset) => (offset === null ? null : at(offset)))),
    close: () => Promise.resolve(),
  };
}
