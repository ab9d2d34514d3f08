import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('dependency')
export class DependencyRecord {
  @PrimaryColumn('uuid')
  incidentId!: string;

  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  systemId!: string;

  @Column('uuid')
  dependsOnId!: string;

  @Column('text')
  strength!: string;

  @Column('text')
  kind!: string;

  @Column('text')
  requiredState!: string;

  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  @Column('int')
  version!: number;
}
