import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('plant')
export class PlantRecord {
  @PrimaryColumn('uuid')
  incidentId!: string;

  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  key!: string;

  @Column('text')
  name!: string;

  @Column('int')
  version!: number;
}
