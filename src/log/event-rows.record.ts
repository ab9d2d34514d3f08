import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('event_rows')
export class EventRowsRecord {
  @PrimaryColumn('uuid')
  incidentId!: string;

  @PrimaryColumn('int')
  position!: number;

  @PrimaryColumn('int')
  seq!: number;

  @Column('text')
  rows!: string;
}
