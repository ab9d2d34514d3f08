import { Presets, SingleBar } from 'cli-progress';

const format = '{stage} [{bar}] {percentage}% {value}/{total}';
const lineEvery = 2000;
/** Below this a stage is over before anybody looks. */
const worthShowing = 5000;

/** Shows on stderr how far a long piece of work is: a bar on a terminal, elsewhere a line now and then. */
export class Progress {
  private readonly bar = new SingleBar(
    { format, stream: process.stderr, noTTYOutput: true, notTTYSchedule: lineEvery, hideCursor: true },
    Presets.shades_classic,
  );
  private stage: string | null = null;

  /** Moves a stage on; the first call of a stage begins it. */
  show(stage: string, done: number, total: number): void {
    if (this.stage === stage) return this.bar.update(done);
    this.stop();
    if (total < worthShowing) return;
    this.stage = stage;
    this.bar.start(total, done, { stage });
  }

  stop(): void {
    if (this.stage !== null) this.bar.stop();
    this.stage = null;
  }
}
