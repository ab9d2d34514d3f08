import { Command, Option } from 'commander';
import { type Config, readConfig } from '../config';
import { type Journal, openJournal } from '../journal';
import type { ExportLogOptions } from './export-log';
import type { ImportOptions } from './import';
import { withoutSecrets } from '../secrets';
import type { VerifyLogOptions } from './verify-log';

/** Resolves with the exit code of the process. */
type Action = (config: Config, journal: Journal) => Promise<number>;
type Run = (action: Action, quiet: boolean) => Promise<void>;

/** Runs one command line; whatever goes wrong is told in one sentence, with the exit code 1. */
export async function runCommandLine(argv: readonly string[]): Promise<number> {
  let code = 0;
  const run = async (action: Action, quiet: boolean) => {
    code = await actOrTell(action, quiet);
  };
  await programOf(run).parseAsync([...argv]);
  return code;
}

// What a command needs is loaded when it is run: all of it together takes most of a second.
function programOf(run: Run): Command {
  const program = new Command('blackstart').description('Tracks how an organisation comes back after a cyber attack.');
  const format = new Option('--format <format>', 'how FILE is written; told from its name and text where left out');
  format.choices(['blackstart', 'csv', 'backstage']);
  program
    .command('serve', { isDefault: true })
    .description('serve the API (the default)')
    .action(() => run(async (...given) => (await import('./serve.js')).serve(...given), false));
  program
    .command('demo')
    .description('declare the sample plan as an exercise, make five people, print three requests to try, and serve')
    .action(() => run(async (...given) => (await import('./demo.js')).demo(...given), false));
  program
    .command('import <file>')
    .description('declare an incident from a plan, or apply the plan to the incident of that key')
    .option('--incident <key>', 'key of the incident; the one in the plan where left out')
    .addOption(format)
    .addOption(new Option('--mode <mode>', 'of a new incident').choices(['LIVE', 'EXERCISE']))
    .option('--reason <text>', 'why the plan of an existing incident changes')
    .action((file: string, options: ImportOptions) =>
      run(async (...given) => (await import('./import.js')).importFile(file, options, ...given), true),
    );
  program
    .command('check <file>')
    .description('tell what is wrong with a plan; needs no database')
    .addOption(format)
    .action((file: string, options: { format?: string }) =>
      run(async () => (await import('./check.js')).checkFile(file, options.format), true),
    );
  program
    .command('export <incident>')
    .description('print the plan of an incident as YAML')
    .action((incident: string) =>
      run(async (...given) => (await import('./export.js')).exportIncident(incident, ...given), true),
    );
  addEvidence(program, run);
  return program;
}

function addEvidence(program: Command, run: Run): void {
  program
    .command('export-log')
    .description('write the log of an incident as JSON lines, with all that is needed to check it elsewhere')
    .requiredOption('--incident <key>', 'key or id of the incident')
    .option('--out <file>', 'a new file; stdout where left out')
    .action((options: ExportLogOptions) =>
      run(async (config) => (await import('./export-log.js')).exportLog(options, config), true),
    );
  program
    .command('verify-log')
    .description('tell whether logs are as they were written: those of the database, or the one in an export')
    .option('--incident <key>', 'key or id of one incident; all where left out')
    .addOption(new Option('--file <file>', 'an export; needs no database').conflicts('incident'))
    .option('--checkpoints <folder>', 'compare with the checkpoints in this folder')
    .option('--public-key <file...>', 'trust checkpoints of these keys alone, not of those beside them')
    .action((options: VerifyLogOptions) =>
      run(async (config) => (await import('./verify-log.js')).verifyLogs(options, config), true),
    );
  program
    .command('checkpoint-key')
    .description('print the public key of the checkpoints that this machine signs')
    .action(() => run(async (config) => (await import('./checkpoint-key.js')).printCheckpointKey(config), true));
}

/** Commands that end by themselves keep the log to what went wrong; stderr is for the person who waits. */
async function actOrTell(action: Action, quiet: boolean): Promise<number> {
  try {
    const config = readConfig();
    const logLevel = quiet && config.logLevel === 'info' ? 'error' : config.logLevel;
    return await action(config, openJournal({ ...config, logLevel }));
  } catch (error) {
    const sentence = error instanceof Error ? error.message : String(error);
    process.stderr.write(`blackstart: ${withoutSecrets(sentence)}\n`);
    return 1;
  }
}
