import { Command, Option } from 'commander';
import { type Config, readConfig } from '../config';
import { type Journal, openJournal } from '../journal';
import { checkFile } from './check';
import { demo } from './demo';
import { exportIncident } from './export';
import { importFile, type ImportOptions } from './import';
import { withoutSecrets } from '../secrets';
import { serve } from './serve';

/** Resolves with the exit code of the process. */
type Action = (config: Config, journal: Journal) => Promise<number>;

/** Runs one command line; whatever goes wrong is told in one sentence, with the exit code 1. */
export async function runCommandLine(argv: readonly string[]): Promise<number> {
  let code = 0;
  const run = async (action: Action, quiet: boolean) => {
    code = await actOrTell(action, quiet);
  };
  await programOf(run).parseAsync([...argv]);
  return code;
}

function programOf(run: (action: Action, quiet: boolean) => Promise<void>): Command {
  const program = new Command('blackstart').description('Tracks how an organisation comes back after a cyber attack.');
  const format = new Option('--format <format>', 'how FILE is written; told from its name and text where left out');
  format.choices(['blackstart', 'csv', 'backstage']);
  program
    .command('serve', { isDefault: true })
    .description('serve the API (the default)')
    .action(() => run(serve, false));
  program
    .command('demo')
    .description('declare the sample plan as an exercise, make five people, print three requests to try, and serve')
    .action(() => run(demo, false));
  program
    .command('import <file>')
    .description('declare an incident from a plan, or apply the plan to the incident of that key')
    .option('--incident <key>', 'key of the incident; the one in the plan where left out')
    .addOption(format)
    .addOption(new Option('--mode <mode>', 'of a new incident').choices(['LIVE', 'EXERCISE']))
    .option('--reason <text>', 'why the plan of an existing incident changes')
    .action((file: string, options: ImportOptions) =>
      run((config, journal) => importFile(file, options, config, journal), true),
    );
  program
    .command('check <file>')
    .description('tell what is wrong with a plan; needs no database')
    .addOption(format)
    .action((file: string, options: { format?: string }) => run(() => checkFile(file, options.format), true));
  program
    .command('export <incident>')
    .description('print the plan of an incident as YAML')
    .action((incident: string) => run((config, journal) => exportIncident(incident, config, journal), true));
  return program;
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
