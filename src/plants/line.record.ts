import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('line')
export class LineRecord {
  @PrimaryColumn('uuid')
  incidentId!: string;

  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  key!: string;

  @Column('text')
  name!: string;

  @Column('uuid')
  plantId!: string;

  @Column('boolean')
  running!: boolean;

  @Column('int')
  version!: number;
}
