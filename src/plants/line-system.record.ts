import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('line_system')
export class LineSystemRecord {
  @PrimaryColumn('uuid')
  incidentId!: string;

  @PrimaryColumn('uuid')
  lineId!: string;

  @PrimaryColumn('uuid')
  systemId!: string;

  @Column('int')
  version!: number;
}
