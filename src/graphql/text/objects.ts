import { ChargedList } from '../../view/charged-list';
import { Abandoned } from './abandoned';
import type { Write, WrittenMember } from './writing';

/** Writes objects of one type, with some members. */
export function objectWriter(members: readonly WrittenMember[]): Write {
  const [first, ...others] = members.map(({ head, read, write }, place) => ({
    head: place === 0 ? `{${head}` : `,${head}`,
    read,
    write,
  }));
  if (!first) throw new Abandoned();
  return (source, writing) => {
    if (typeof source !== 'object' || source === null || source instanceof Promise) throw new Abandoned();
    let text = first.head + first.write(first.read(source, writing), writing);
    for (const { head, read, write } of others) text += head + write(read(source, writing), writing);
    return `${text}}`;
  };
}

/** Writes lists. */
export function listWriter(write: Write): Write {
  return (list, writing) => {
    if (!Array.isArray(list)) throw new Abandoned();
    if (list instanceof ChargedList) list.charge();
    let text = '[';
    for (let place = 0; place < list.length; place++) text += (place === 0 ? '' : ',') + write(list[place], writing);
    return `${text}]`;
  };
}
