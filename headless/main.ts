import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { type RatingTag, ratingTags } from '../core/contract/index.ts';
import { ask, compare, rate } from './commands/answers.ts';
import { type CommandContext, exitCodes, type GlobalOptions, runCommand } from './commands/command.ts';
import { type EvaluateOptions, evaluate, listEvaluations } from './commands/evaluate.ts';
import { importPaths, listDocuments, removeDocument, search } from './commands/library.ts';
import { addReleaseCommands } from './commands/release.ts';
import { serve } from './commands/serve.ts';
import { health, listVersions, selfTest, showVersion } from './commands/system.ts';
import { replay, trace } from './commands/trace.ts';
import { addWatched, listWatched, removeWatched, rescanWatched } from './commands/watch.ts';
import { productVersion } from './native-ports.ts';

/** A whole number from `least` to `most`, as an option's value. */
function wholeNumber(least: number, most: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (value.trim() === '' || !Number.isInteger(number) || number < least || number > most) {
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
    }
    return number;
  };
}

const program = new Command('tandem')
  .description('A private knowledge assistant: answers from your own documents, on this machine.')
  .version(productVersion())
  .enablePositionalOptions()
  .exitOverride();

/** A command with the options that every command takes. */
function command(name: string, description: string, parent: Command = program): Command {
  return parent
    .command(name)
    .description(description)
    .option('--data <dir>', 'data folder (default: TANDEM_DATA, then the usual place)')
    .option('--json', 'one JSON document on stdout; progress on stderr')
    .option('--library <name>', 'library to use');
}

/** Wires a command to its work, over a session with the running app or one of its own. */
function run<Options extends GlobalOptions>(
  options: Options,
  work: (context: CommandContext, options: Options) => Promise<unknown>,
): Promise<void> {
  return runCommand(options, (context) => work(context, options));
}

command('import', 'import files and folders')
  .argument('<path...>', 'files and folders')
  .action((paths: string[], options) => run(options, (context) => importPaths(context, paths)));

const documents = program.command('documents').description('the documents of the library');
command('list', 'list the documents', documents).action((options) => run(options, listDocuments));
command('remove', 'remove a document', documents)
  .argument('<id>')
  .action((id: string, options) => run(options, (context) => removeDocument(context, id)));

command('search', 'find passages, without an answer')
  .argument('<query>')
  .option('--top <k>', 'number of passages', wholeNumber(1, 100))
  .option('--version <v>', 'stable, beta or a version id')
  .action((query: string, options) =>
    run(options, (context) => search(context, query, { top: options.top, version: options.version })),
  );

command('ask', 'ask a question')
  .argument('<question>')
  .option('--version <v>', 'stable, beta or a version id')
  .option('--chat <id>', 'chat to go on with')
  .option('--stream', 'print the answer while it is made')
  .action((question: string, options) => run(options, (context) => ask(context, question, options)));

command('compare', 'ask stable and beta the same question')
  .argument('<question>')
  .action((question: string, options) => run(options, (context) => compare(context, question)));

command('rate', 'rate an answer')
  .argument('<answer>', 'its answerId')
  .option('--stars <n>', '1 to 5', wholeNumber(1, 5))
  .addOption(new Option('--thumb <thumb>').choices(['up', 'down']))
  .addOption(new Option('--tag <tag...>', 'reasons').choices([...ratingTags]))
  .option('--comment <text>')
  .action(
    (
      id: string,
      options: GlobalOptions & { stars?: number; thumb?: 'up' | 'down'; tag?: RatingTag[]; comment?: string },
    ) => run(options, (context) => rate(context, id, options)),
  );

const versions = program.command('versions').description('installed pipelines');
command('list', 'list the installed versions', versions).action((options) => run(options, listVersions));
command('show', 'show a version and its manifest', versions)
  .argument('<v>')
  .action((id: string, options) => run(options, (context) => showVersion(context, id)));

const { release, audit } = addReleaseCommands(program, versions, command, run);

const watch = program.command('watch').description('folders that the library follows');
command('list', 'list the watched folders', watch).action((options) => run(options, listWatched));
command('add', 'watch a folder and wait until its files are imported', watch)
  .argument('<path>')
  .option('--ignore <glob...>', 'files and folders to leave out')
  .option('--polling', 'look through it every few seconds, as network drives need it')
  .action((path: string, options) => run(options, (context) => addWatched(context, path, options)));
command('remove', 'stop watching a folder; its documents stay', watch)
  .argument('<id>')
  .option('--remove-documents', 'remove the documents that came from it as well')
  .action((id: string, options) => run(options, (context) => removeWatched(context, id, options)));
command('rescan', 'look through a folder again, and try again what failed', watch)
  .argument('<id>')
  .action((id: string, options) => run(options, (context) => rescanWatched(context, id)));

command('evaluate', 'run a question set on versions and compare them')
  .argument('[set]', 'JSON lines or CSV')
  .option('--versions <a,b>', 'the first is the baseline (default: stable,beta)')
  .option('--report <file>', 'write a report as one HTML file')
  .addOption(new Option('--language <language>', 'language of the report').choices(['en', 'zh-CN']))
  .option('--rated', 'use the answers that were rated well as the question set')
  .option('--gate', 'let the result decide about the ramp of the beta')
  .option('--top-k <k>', 'passages that recall looks at (default: 5)', wholeNumber(1, 100))
  .action((set: string | undefined, options: GlobalOptions & EvaluateOptions & { rated?: boolean }, self: Command) => {
    if ((set === undefined) !== (options.rated === true)) self.error('error: name a question set or give --rated');
    return run(options, (context) => evaluate(context, set, options));
  });
command('evaluations', 'list the evaluations that were run').action((options) => run(options, listEvaluations));

command('trace', 'show how an answer came to be')
  .argument('<answer>', 'its answerId')
  .action((id: string, options) => run(options, (context) => trace(context, id)));

command('replay', 'make an answer again with its version and compare what is retrieved')
  .argument('<answer>', 'its answerId')
  .action((id: string, options) => run(options, (context) => replay(context, id)));

command('health', 'how the app and its versions are').action((options) => run(options, health));
command('self-test', 'check everything the app stands on').action((options) => run(options, selfTest));

command('serve', 'web shell and REST on loopback')
  .option('--port <n>', 'port; 0 picks a free one', wholeNumber(0, 65535), 0)
  .option('--open', 'open a browser window')
  .option('--no-open', 'do not open a browser window')
  .action((options) => serve(options));

/** A group alone lists what it is about; `tandem release` alone shows the status. */
function withDefaultSubcommands(given: string[]): string[] {
  const [first, second] = given;
  const groups = [documents, versions, watch, audit, release];
  const group = groups.find((item) => item.name() === first);
  const known =
    group?.commands.some((item) => item.name() === second) ||
    second === 'help' ||
    second === '--help' ||
    second === '-h';
  return group && !known && (second === undefined || second.startsWith('-'))
    ? [first!, group === release ? 'status' : 'list', ...given.slice(1)]
    : given;
}

try {
  await program.parseAsync(withDefaultSubcommands(process.argv.slice(2)), { from: 'user' });
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.wrongUse;
}
