/** A binary heap of nodes: the one of lowest priority first, among equals the lowest node. */
export class NodeQueue {
  private readonly nodes: number[] = [];
  private readonly priorities: number[] = [];

  push(node: number, priority: number): void {
    let at = this.nodes.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.isBefore(node, priority, parent)) break;
      this.place(at, this.nodes[parent]!, this.priorities[parent]!);
      at = parent;
    }
    this.place(at, node, priority);
  }

  pop(): number | undefined {
    const first = this.nodes[0];
    const node = this.nodes.pop();
    const priority = this.priorities.pop();
    if (node !== undefined && priority !== undefined && this.nodes.length > 0) this.sink(node, priority);
    return first;
  }

  private sink(node: number, priority: number): void {
    let at = 0;
    for (let child = 1; child < this.nodes.length; child = 2 * at + 1) {
      const other = child + 1;
      if (other < this.nodes.length && this.isBefore(this.nodes[other]!, this.priorities[other]!, child)) child = other;
      if (this.isBefore(node, priority, child)) break;
      this.place(at, this.nodes[child]!, this.priorities[child]!);
      at = child;
    }
    this.place(at, node, priority);
  }

  private isBefore(node: number, priority: number, at: number): boolean {
    const other = this.priorities[at]!;
    return priority < other || (priority === other && node < this.nodes[at]!);
  }

  private place(at: number, node: number, priority: number): void {
    this.nodes[at] = node;
    this.priorities[at] = priority;
  }
}
