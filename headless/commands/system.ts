import { type CommandContext, exitCodes } from './command.ts';

export async function listVersions({ client, print }: CommandContext): Promise<void> {
  const versions = await client.versions.list();
  print(versions, () =>
    versions.map(
      (version) =>
        `${(version.pointer ?? version.state).padEnd(8)} ${version.id}  ${version.ready}/${version.documents} documents, ${version.chunks} chunks`,
    ),
  );
}

export async function showVersion({ client, print }: CommandContext, id: string): Promise<void> {
  const version = await client.versions.show({ id });
  print(version, () => JSON.stringify(version.manifest, null, 2));
}

export async function health({ client, print }: CommandContext): Promise<void> {
  const found = await client.system.health();
  print(found, () => [
    `${found.status}: Tandem ${found.app} on ${found.runtime}, ${found.memoryMiB} MiB, up ${found.uptimeSeconds} s, ${found.connections} connections`,
    ...found.versions.map(
      (version) =>
        `  ${version.pointer ?? '-'} ${version.version}: ${version.status}, ${version.model}, ${version.embedder}, index ${version.index}, ${version.vectors} vectors`,
    ),
  ]);
}

export async function selfTest({ client, print, signal, json }: CommandContext): Promise<number> {
  const rows = [];
  for await (const row of await client.system.selfTest(undefined, { signal })) {
    rows.push(row);
    if (!json) print(row, () => `${row.ok ? 'ok    ' : 'FAILED'} ${row.name.padEnd(14)} ${row.detail} (${row.ms} ms)`);
  }
  if (json) print(rows, () => '');
  return rows.every((row) => row.ok) ? exitCodes.done : exitCodes.doneWithFailures;
}
