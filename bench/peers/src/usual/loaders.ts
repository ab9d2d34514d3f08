import DataLoader from 'dataloader';
import { type DataSource, type EntityTarget, In, type ObjectLiteral } from 'typeorm';
import { grouped } from '../rows';
import { ContainmentCheck, Dependency, MilestoneSystem, System } from './entities';

/** What one request loads in batches; made anew for each. */
export function makeLoaders(source: DataSource) {
  const listOf = <T extends ObjectLiteral>(entity: EntityTarget<T>, column: keyof T & string) =>
    new DataLoader<string, T[]>(async (ids) => {
      const rows = await source.getRepository(entity).findBy({ [column]: In([...ids]) } as never);
      return grouped(ids, rows, (row) => row[column] as string);
    });
  return {
    system: new DataLoader<string, System>(async (ids) => {
      const rows = await source.getRepository(System).findBy({ id: In([...ids]) });
      const byId = new Map(rows.map((row) => [row.id, row]));
      return ids.map((id) => byId.get(id) ?? new Error(`there is no system ${id}`));
    }),
    dependencies: listOf(Dependency, 'systemId'),
    dependents: listOf(Dependency, 'dependsOnId'),
    checks: listOf(ContainmentCheck, 'systemId'),
    milestones: new DataLoader<string, MilestoneSystem[]>(async (ids) => {
      const where = { systemId: In([...ids]) };
      const rows = await source.getRepository(MilestoneSystem).find({ where, relations: { milestone: true } });
      return grouped(ids, rows, (row) => row.systemId);
    }),
  };
}

export interface Context {
  source: DataSource;
  loaders: ReturnType<typeof makeLoaders>;
}
