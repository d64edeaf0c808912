import { readFile, writeFile } from 'node:fs/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  AppError,
  DeviceCondition,
  type Guard,
  type ReleaseStatus,
  type RoutingTable,
} from '../../core/contract/index.ts';
import { type CommandContext, exitCodes, type GlobalOptions } from './command.ts';

interface MoveOptions extends GlobalOptions {
  reason?: string;
  force?: boolean;
}

type MakeCommand = (name: string, description: string, parent?: Command) => Command;
type Run = <Options extends GlobalOptions>(
  options: Options,
  work: (context: CommandContext, options: Options) => Promise<unknown>,
) => Promise<void>;

/** Adds `release …`, `audit …`, and what installs and removes versions to the group `versions`. Returns its groups. */
export function addReleaseCommands(
  program: Command,
  versions: Command,
  command: MakeCommand,
  run: Run,
): { release: Command; audit: Command } {
  const release = program.command('release').description('the release of the next version');
  command('status', 'pointers, weight, guards and history', release).action((options: GlobalOptions) =>
    run(options, async (context) => printStatus(context, await context.client.release.status())),
  );
  const move = (name: string, description: string) =>
    command(name, description, release)
      .option('--reason <text>', 'why; kept in the audit log')
      .option('--force', 'go past guards that have not passed; needs --reason');
  const given = ({ reason, force }: MoveOptions) => ({ reason, force });

  move('shadow', 'let the candidate answer unseen in idle time')
    .argument('[v]', 'an installed version to try anew')
    .action((version: string | undefined, options: MoveOptions) =>
      run(options, async (context) =>
        printStatus(context, await context.client.release.shadow({ ...given(options), version })),
      ),
    );
  for (const [name, description] of [
    ['ramp', 'send a share of new chats to the candidate; again: the next step'],
    ['pause', 'send no further chats to the candidate'],
    ['resume', 'go on with a paused ramp'],
    ['promote', 'make the candidate the stable version'],
    ['abort', 'end the release of the candidate'],
  ] as const) {
    move(name, description).action((options: MoveOptions) =>
      run(options, async (context) => printStatus(context, await context.client.release[name](given(options)))),
    );
  }
  move('rollback', 'go back to the trusted version')
    .option('--to <v>', 'a version that was stable before')
    .action((options: MoveOptions & { to?: string }) =>
      run(options, async (context) =>
        printStatus(context, await context.client.release.rollback({ ...given(options), to: options.to })),
      ),
    );
  command('weight', 'share of new chats that go to the candidate', release)
    .argument('<percent>', '0 to 100', percentOf)
    .option('--reason <text>', 'why; kept in the audit log')
    .action((percent: number, options: MoveOptions) =>
      run(options, async (context) =>
        printRouting(context, await context.client.release.weight({ percent, reason: options.reason })),
      ),
    );

  const rule = release.command('rule').description('rules that choose a version before the share does');
  command('list', 'list the rules', rule).action((options: GlobalOptions) =>
    run(options, async (context) => printRouting(context, await context.client.release.rules.list())),
  );
  command('add', 'send questions in --library, or in a state of the machine, to a version', rule)
    .addOption(new Option('--device <state>', 'while this is so').choices([...DeviceCondition.options]))
    .addOption(new Option('--to <version>', 'which version answers').choices(['stable', 'beta']).default('beta'))
    .action((options: GlobalOptions & { device?: DeviceCondition; to: 'stable' | 'beta' }) =>
      run(options, async (context) => {
        const { device, library, to } = options;
        const value = device ?? library;
        if (value === undefined || (device !== undefined && library !== undefined)) {
          throw new AppError('bad-request', {}, { message: 'Say what the rule is for: either --library or --device.' });
        }
        const kind = device === undefined ? ('library' as const) : ('device' as const);
        printRouting(context, await context.client.release.rules.add({ kind, value, to }));
      }),
    );
  command('remove', 'remove a rule', rule)
    .argument('<id>', 'its number', wholeNumber)
    .action((id: number, options: GlobalOptions) =>
      run(options, async (context) => printRouting(context, await context.client.release.rules.remove({ id }))),
    );

  addVersionCommands(versions, command, run);
  return { release, audit: addAuditCommands(program, command, run) };
}

function addVersionCommands(versions: Command, command: MakeCommand, run: Run): void {
  command('install', 'install a manifest as the candidate', versions)
    .argument('<file>', 'a *.tandem.json file')
    .action((file: string, options: GlobalOptions) =>
      run(options, async (context) => {
        const manifest = await readFile(file, 'utf8').catch((cause: unknown) => {
          throw new AppError('not-found', { file }, { message: `${file} cannot be read.`, cause });
        });
        printStatus(context, await context.client.versions.install({ manifest }, { signal: context.signal }));
      }),
    );
  command('clone', 'print a copy of a manifest under the next free number', versions)
    .argument('<v>')
    .option('--output <file>', 'write it to a file')
    .action((id: string, options: GlobalOptions & { output?: string }) =>
      run(options, async (context) => {
        const manifest = await context.client.versions.clone({ id });
        if (options.output === undefined) context.print(manifest, () => JSON.stringify(manifest, null, 2));
        else {
          await writeFile(options.output, `${JSON.stringify(manifest, null, 2)}\n`);
          context.print({ file: options.output }, () => `Wrote ${options.output}`);
        }
      }),
    );
  command('remove', 'uninstall a version that is not in use', versions)
    .argument('<v>')
    .action((id: string, options: GlobalOptions) =>
      run(options, async (context) => {
        const removed = await context.client.versions.remove({ id });
        context.print(removed, () => `Removed ${removed.removed}`);
      }),
    );
}

function addAuditCommands(program: Command, command: MakeCommand, run: Run): Command {
  const audit = program.command('audit').description('who switched what, when and why');
  command('list', 'the last moves, newest first', audit)
    .option('--limit <n>', 'number of rows', wholeNumber, 50)
    .action((options: GlobalOptions & { limit: number }) =>
      run(options, async ({ client, print }) => {
        const rows = await client.audit.list({ limit: options.limit });
        print(rows, () =>
          rows.map((row) => {
            const change = row.from || row.to ? ` ${row.from ?? '-'} -> ${row.to ?? '-'}` : '';
            const when = new Date(row.at).toISOString();
            return `${when} ${row.who} ${row.what}${row.version ? ` ${row.version}` : ''}${change}: ${row.why}`;
          }),
        );
      }),
    );
  command('verify', 'check that no row was changed or taken out', audit).action((options: GlobalOptions) =>
    run(options, async ({ client, print }) => {
      const check = await client.audit.verify();
      print(check, () => (check.ok ? `${check.rows} rows, unbroken, head ${check.head}` : `BROKEN: ${check.problem}`));
      return check.ok ? exitCodes.done : exitCodes.doneWithFailures;
    }),
  );
  command('export', 'every row as JSON lines, oldest first', audit).action((options: GlobalOptions) =>
    run(options, async ({ client }) => {
      process.stdout.write((await client.audit.export()).lines);
    }),
  );
  return audit;
}

function percentOf(value: string): number {
  const number = Number(value.replace(/%$/, ''));
  if (value.trim() === '' || !(number >= 0 && number <= 100)) throw new InvalidArgumentError('It must be 0 to 100.');
  return number;
}

function wholeNumber(value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(value);
}

function printStatus({ print }: CommandContext, status: ReleaseStatus): void {
  print(status, () => [
    `stable   ${status.stable}`,
    ...(status.beta ? [`beta     ${status.beta}`] : []),
    ...(status.previous ? [`previous ${status.previous}`] : []),
    `${status.version} is ${stateOf(status)} since ${new Date(status.since).toISOString()}`,
    ...(status.reason ? [`because  ${status.reason}`] : []),
    ...(status.breaker.state === 'closed' ? [] : [`breaker  ${status.breaker.state} after ${status.breaker.cause}`]),
    ...status.guards.map(guardLine),
  ]);
}

function stateOf(status: ReleaseStatus): string {
  const step = status.step === null ? '' : `, step ${status.step + 1} of ${status.steps.length}`;
  return `${status.state}${step}${status.weight > 0 ? `, ${status.weight} % of new chats` : ''}`;
}

function guardLine(guard: Guard): string {
  return `  ${guard.verdict.padEnd(12)} ${guard.id.padEnd(8)} ${guard.detail}`;
}

function printRouting({ print }: CommandContext, table: RoutingTable): void {
  print(table, () => [
    `${table.weight} % of new chats go to ${table.beta ?? 'no beta'}, ${table.control} % of ${table.stable} are compared with them`,
    ...table.rules.map((rule) => `  ${rule.id}  ${rule.kind} ${rule.value} -> ${rule.to}`),
  ]);
}
