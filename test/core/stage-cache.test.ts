import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AppPorts } from '../../core/app.ts';
import type { Manifest } from '../../core/contract/index.ts';
import { builtInManifests } from '../../core/pipeline/versions.ts';
import { buildTinyEmbedder } from '../../models/build-gguf.ts';
import { leftovers } from '../support/leftovers.ts';
import { createTestApp, handbook, importAll, type TestApp } from '../support/test-app.ts';

const [stable] = builtInManifests();
const install = (test: TestApp, change: Partial<Manifest>) =>
  test.app.installVersion(JSON.stringify({ ...stable!, name: 'next', version: '1.0.0', ...change }));

/** The real ports; `texts` gets every text that is really embedded. */
function counting(texts: string[]): (ports: AppPorts) => AppPorts {
  return (ports) => ({
    ...ports,
    parser: {
      ...ports.parser,
      hashEmbed: (job, options) => {
        texts.push(...job.texts);
        return ports.parser.hashEmbed(job, options);
      },
    },
    llama: {
      ...ports.llama,
      embed: (request, options) => {
        texts.push(...request.texts);
        return ports.llama.embed(request, options);
      },
    },
  });
}

/** A document of many sections, each a chunk of its own in both built-in versions. */
function manual(sections: number, changed: Record<number, string> = {}): string {
  const lines = Array.from({ length: sections }, (_, n) => {
    const usual = `Device ${n} is reset by holding key ${n * 7} for ${n + 3} seconds until lamp ${n} blinks.`;
    // As long as before, so that the chunks after it are cut as before.
    const body = (changed[n] ?? usual).padEnd(usual.length, '!');
    return `## Device ${n}\n\n${body} ${'The warranty of this device is described in its own leaflet. '.repeat(9)}`;
  });
  return `# Manual\n\n${lines.join('\n\n')}\n`;
}

async function chunksOf(test: TestApp, name: string, version: string): Promise<number> {
  const found = (await test.client.documents.list({})).find((document) => document.name === name);
  return found?.versions.find((item) => item.version === version)?.chunks ?? 0;
}

describe('a text that was embedded before', () => {
  it('is not embedded again when another paragraph of its file changed', async () => {
    const texts: string[] = [];
    await using test = await createTestApp(counting(texts));
    await importAll(test.client, [await test.file('manual.md', manual(60))]);
    const first = texts.length;
    expect(first).toBe(
      new Set(texts).size, // no text twice, though both versions have some in common
    );
    texts.length = 0;
    await importAll(test.client, [
      await test.file('manual-2.md', manual(60, { 30: 'Device 30 was taken off the market.' })),
    ]);
    const all =
      (await chunksOf(test, 'manual-2.md', 'everyday@1.0.0')) +
      (await chunksOf(test, 'manual-2.md', 'everyday@1.1.0-beta.1'));
    expect(all).toBeGreaterThan(150);
    expect(texts.length).toBeGreaterThan(0);
    expect(texts.length).toBeLessThan(12);
    const { hits } = await test.client.search.query({ text: 'device 30 taken off the market' });
    expect(hits[0]).toMatchObject({ document: 'manual-2.md' });
  });

  it('gets the same vector as by embedding it again', async () => {
    const texts: string[] = [];
    await using test = await createTestApp(counting(texts));
    const changed = await test.file('changed.md', manual(40, { 3: 'Something else is said here.' }));
    await importAll(test.client, [await test.file('manual.md', manual(40)), changed]);
    const folder = join(test.dataFolder, 'artifacts/embed');
    const bytes = async () => Promise.all((await readdir(folder)).sort().map((name) => readFile(join(folder, name))));
    const reused = await bytes();
    await using plain = await createTestApp(counting(texts));
    await importAll(plain.client, [changed]);
    const others = (await readdir(join(plain.dataFolder, 'artifacts/embed'))).sort();
    const fresh = await Promise.all(others.map((name) => readFile(join(plain.dataFolder, 'artifacts/embed', name))));
    expect(fresh.length).toBe(2);
    for (const file of fresh) expect(reused.some((other) => other.equals(file))).toBe(true);
  });

  it('is not embedded again after its file was removed, as long as another file holds it', async () => {
    const texts: string[] = [];
    await using test = await createTestApp(counting(texts));
    await importAll(test.client, [await test.file('one.md', manual(30))]);
    await importAll(test.client, [await test.file('two.md', manual(30, { 3: 'Two.' }))]);
    const one = (await test.client.documents.list({})).find((document) => document.name === 'one.md');
    await test.client.documents.remove({ id: one!.id });
    await test.reopen();
    texts.length = 0;
    await importAll(test.client, [await test.file('three.md', manual(30, { 20: 'Three.' }))]);
    // The section of device 3 went with its file; that of device 20 is new.
    expect(texts.length).toBeLessThan(20);
    expect(texts.some((text) => text.includes('Device 3 is reset'))).toBe(true);
    expect(texts.some((text) => text.includes('Device 25 is reset'))).toBe(false);
  });

  it('is not embedded again for a version with another chunking, prompt or index', async () => {
    const texts: string[] = [];
    await using test = await createTestApp(counting(texts));
    await importAll(test.client, [await test.file('manual.md', manual(60))]);
    texts.length = 0;
    await install(test, { version: '1.0.1', prompt: { ...stable!.prompt, system: 'Be brief.' } });
    await install(test, { version: '1.0.2', index: { ...stable!.index, m: 24 } });
    expect(texts).toEqual([]);
    // The same cuts with another limit: no section is as long as either.
    await install(test, {
      version: '1.0.3',
      chunk: { strategy: 'headings', size: 2000, overlap: 0, unit: 'chars', headings: true },
    });
    const afterFirst = texts.length;
    expect(afterFirst).toBeGreaterThan(0);
    await install(test, {
      version: '1.0.4',
      chunk: { strategy: 'headings', size: 3000, overlap: 0, unit: 'chars', headings: true },
    });
    expect(texts.length).toBe(afterFirst);
    expect(await chunksOf(test, 'manual.md', 'next@1.0.4')).toBeGreaterThan(30);
    expect((await test.client.search.query({ text: 'device 25 lamp', version: 'beta' })).hits[0]?.text).toContain(
      'Device 25',
    );
    expect(await leftovers(test.dataFolder)).toEqual([]);
  });

  it('is embedded again by another model, and not by the same model under another name', async () => {
    const texts: string[] = [];
    await using test = await createTestApp(counting(texts));
    const models = join(test.dataFolder, 'models');
    await mkdir(models, { recursive: true });
    await buildTinyEmbedder(join(models, 'first.gguf'));
    await writeFile(join(models, 'renamed.gguf'), await readFile(join(models, 'first.gguf')));
    await importAll(test.client, [await test.file('manual.md', manual(20))]);
    texts.length = 0;
    const embed = (model: string) => ({ engine: 'llama' as const, model, queryPrefix: '', documentPrefix: '' });
    await install(test, { version: '1.0.1', embed: embed('first') });
    const chunks = await chunksOf(test, 'manual.md', 'next@1.0.1');
    expect(texts.length).toBe(chunks);
    await install(test, { version: '1.0.2', embed: { ...embed('renamed'), queryPrefix: 'query: ' } });
    expect(texts.length).toBe(chunks);
    await install(test, { version: '1.0.3', embed: { ...embed('first'), documentPrefix: 'passage: ' } });
    expect(texts.length).toBe(2 * chunks);
  });

  it('is embedded again when the file that holds its vector is damaged, and not copied from there', async () => {
    const texts: string[] = [];
    await using test = await createTestApp(counting(texts));
    await importAll(test.client, [await test.file('one.md', manual(20))]);
    const first = texts.length;
    await test.app.close();
    const folder = join(test.dataFolder, 'artifacts/embed');
    for (const name of await readdir(folder)) {
      const bytes = await readFile(join(folder, name));
      bytes[100]! ^= 0x7f;
      await writeFile(join(folder, name), bytes);
    }
    await test.reopen();
    texts.length = 0;
    await importAll(test.client, [await test.file('two.md', `${manual(20)}\nThe end.`)]);
    expect(texts.length).toBeGreaterThan(first - 5);
    const { hits } = await test.client.search.query({ text: 'device 11 lamp' });
    expect(hits[0]?.text).toContain('Device 11');
  });
});

describe('uninstalling a version', () => {
  it('is refused for stable and beta, and for one that is not there', async () => {
    await using test = await createTestApp();
    const conflict = { code: 'conflict' };
    await expect(test.app.removeVersion('everyday@1.0.0')).rejects.toMatchObject(conflict);
    await expect(test.app.removeVersion('everyday@1.1.0-beta.1')).rejects.toMatchObject(conflict);
    await expect(test.app.removeVersion('nobody@1.0.0')).rejects.toMatchObject({ code: 'version-unknown' });
    expect(await test.client.versions.list()).toHaveLength(2);
  });

  it('takes what it alone needed, its graph and its full text included, and nothing else', async () => {
    await using test = await createTestApp();
    await importAll(test.client, [await test.file('handbook.md', handbook)]);
    const graph = { ...stable!.index, exactBelow: 0 };
    await install(test, { version: '1.0.1', chunk: { ...stable!.chunk, size: 222 }, index: graph });
    await test.client.search.query({ text: 'hotel night', version: 'next@1.0.1' });
    await test.reopen();
    expect(await readdir(join(test.dataFolder, 'artifacts/index'))).toHaveLength(1);
    await test.client.search.query({ text: 'hotel night', version: 'next@1.0.1' });
    await install(test, { version: '1.0.2' });
    await test.app.removeVersion('next@1.0.1');
    expect(await readdir(join(test.dataFolder, 'artifacts/index'))).toHaveLength(0);
    expect(await leftovers(test.dataFolder)).toEqual([]);
    for (const version of ['stable', 'beta', 'everyday@1.1.0-beta.1']) {
      const { hits } = await test.client.search.query({ text: 'hotel night', version });
      expect(hits[0]?.document).toBe('handbook.md');
    }
  });
});

/** The same numbers on every run. */
function createRandom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe('any sequence of imports, removals, installations and uninstallations', () => {
  it.each([1, 2, 3])(
    'leaves exactly what documents and versions need (seed %i)',
    async (seed) => {
      const random = createRandom(seed);
      const pick = <Item>(items: readonly Item[]) => items[random(items.length)];
      await using test = await createTestApp();
      const sizes = [180, 260, 340, 600];
      let nextVersion = 0;
      const steps: Record<string, () => Promise<unknown>> = {
        async import() {
          const variant = random(8);
          await importAll(test.client, [
            await test.file(`manual-${variant}.md`, manual(6 + variant, { [variant]: 'Changed.' })),
          ]);
        },
        async remove() {
          const document = pick(await test.client.documents.list({}));
          if (document) await test.client.documents.remove({ id: document.id });
        },
        async install() {
          nextVersion += 1;
          const chunk = { ...stable!.chunk, size: pick(sizes)! };
          const index = { ...stable!.index, exactBelow: random(2) === 0 ? 0 : 20_000 };
          const embed = { engine: 'hash' as const, dimension: random(2) === 0 ? 768 : 256 };
          await install(test, { version: `1.0.${nextVersion}`, chunk, index, embed });
        },
        async uninstall() {
          const retired = (await test.client.versions.list()).filter((version) => version.pointer === null);
          const chosen = pick(retired);
          if (chosen) await test.app.removeVersion(chosen.id);
        },
        async restart() {
          await test.reopen();
        },
      };
      const order = ['import', 'import', 'import', 'remove', 'install', 'install', 'uninstall', 'uninstall', 'restart'];
      for (let step = 0; step < 22; step++) {
        const name = pick(order)!;
        await steps[name]!();
        await expect.poll(() => leftovers(test.dataFolder), { timeout: 10_000, message: `after ${name}` }).toEqual([]);
      }
      await importAll(test.client, [await test.file('handbook.md', handbook)]);
      for (const { id } of await test.client.versions.list()) {
        const { hits } = await test.client.search.query({ text: 'hotel night cost', version: id });
        expect(hits[0]?.document).toBe('handbook.md');
      }
    },
    120_000,
  );
});
