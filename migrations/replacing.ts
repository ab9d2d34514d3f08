/** The text of a function's first definition, made to take the place of the one that is there; what may call it stays. */
export function replacing(definition: string): string {
  return definition.replace('CREATE FUNCTION', 'CREATE OR REPLACE FUNCTION');
}
