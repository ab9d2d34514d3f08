import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('node_rank')
export class NodeRankRecord {
  @PrimaryColumn('uuid')
  incidentId!: string;

  @PrimaryColumn('uuid')
  nodeId!: string;

  @Column('int')
  rank!: number;

  @Column('int')
  version!: number;
}
