import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('line_feed')
export class LineFeedRecord {
  @PrimaryColumn('uuid')
  incidentId!: string;

  @PrimaryColumn('uuid')
  lineId!: string;

  @PrimaryColumn('uuid')
  fedById!: string;

  @Column('int')
  version!: number;
}
