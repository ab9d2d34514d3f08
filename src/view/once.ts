import { Extensions } from 'type-graphql';

/**
 * Marks a getter of an object or a list: what it answers is made once for each object that it is asked of. Without this mark it
 * is read through a resolver function, since a compiled query reads a property again for each field below it.
 */
export function Once(): MethodDecorator {
  return (target, name, descriptor) => {
    Extensions({ once: true })(target, name, descriptor);
    const { get } = descriptor;
    if (!get) throw new Error(`${String(name)} is no getter`);
    const kept = Symbol(String(name));
    descriptor.get = function (this: Record<symbol, unknown>) {
      const known = this[kept];
      return (known === undefined ? (this[kept] = get.call(this)) : known) as ReturnType<typeof get>;
    };
  };
}
