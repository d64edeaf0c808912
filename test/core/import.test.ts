import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../../headless/client.ts';
import { askWhole, createTestApp, handbook, importAll } from '../support/test-app.ts';

describe('importing', () => {
  it('shows a document once every installed version has indexed it', async () => {
    await using test = await createTestApp();
    const progress = await importAll(test.client, [await test.file('handbook.md', handbook)]);
    expect(progress).toMatchObject({ total: 1, finished: 1, done: 1, failed: 0 });
    const [document] = await test.client.documents.list({});
    expect(document?.state).toBe('ready');
    expect(document?.versions.map((version) => version.state)).toEqual(['ready', 'ready']);
    const [stable, beta] = document!.versions;
    expect(beta!.chunks).toBeGreaterThan(stable!.chunks);
  });

  it('does nothing when the same bytes come again, under whatever name', async () => {
    await using test = await createTestApp();
    await importAll(test.client, [await test.file('handbook.md', handbook)]);
    const artifacts = await readdir(join(test.dataFolder, 'artifacts/embed'));
    const again = await importAll(test.client, [await test.file('copy.md', handbook)]);
    expect(again).toMatchObject({ done: 0, skipped: 1, failed: 0 });
    expect(await test.client.documents.list({})).toHaveLength(1);
    expect(await readdir(join(test.dataFolder, 'artifacts/embed'))).toEqual(artifacts);
    const [skipped] = await test.client.imports.files({ state: 'skipped' });
    expect(skipped).toMatchObject({ name: 'copy.md', code: 'document-duplicate' });
  });

  it('reads the same bytes once when both copies come in one batch', async () => {
    await using test = await createTestApp();
    const paths = [
      await test.file('a.md', handbook),
      await test.file('b.md', handbook),
      await test.file('c.md', handbook),
    ];
    expect(await importAll(test.client, paths)).toMatchObject({ done: 1, skipped: 2, failed: 0 });
  });

  it('gives each unreadable file its own code and goes on with the rest', async () => {
    await using test = await createTestApp();
    const jpeg = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]);
    const progress = await importAll(test.client, [
      await test.file('empty.txt', ''),
      await test.file('photo.pdf', jpeg),
      await test.file('handbook.md', handbook),
    ]);
    expect(progress).toMatchObject({ total: 3, done: 1, failed: 2 });
    const failed = await test.client.imports.files({ state: 'failed' });
    expect(failed.map((file) => [file.name, file.code])).toEqual([
      ['empty.txt', 'document-empty'],
      ['photo.pdf', 'document-unreadable'],
    ]);
    expect(failed.every((file) => file.message && file.message.length > 20)).toBe(true);
    expect(await readdir(join(test.dataFolder, 'originals'))).toHaveLength(1);
  });

  it('says which path is not there and imports nothing', async () => {
    await using test = await createTestApp();
    const error = await test.client.imports
      .start({ paths: [join(test.dataFolder, 'nowhere.pdf')] })
      .catch((caught: unknown) => errorOf(caught));
    expect(error).toMatchObject({ code: 'document-missing' });
  });

  it('goes on after a pause, and keeps waiting files over a restart', async () => {
    await using test = await createTestApp();
    await test.client.imports.pause();
    const { batch } = await test.client.imports.start({ paths: [await test.file('handbook.md', handbook)] });
    expect(await test.client.documents.list({})).toHaveLength(0);
    await test.reopen();
    for await (const progress of await test.client.imports.progress({ batch })) {
      if (progress.finished === progress.total) expect(progress.done).toBe(1);
    }
    expect(await test.client.documents.list({})).toHaveLength(1);
  });

  it('drops waiting files on cancel and keeps what was read', async () => {
    await using test = await createTestApp();
    await importAll(test.client, [await test.file('handbook.md', handbook)]);
    await test.client.imports.pause();
    await test.client.imports.start({ paths: [await test.file('other.md', `${handbook}\nMore.`)] });
    expect(await test.client.imports.cancel()).toEqual({ cancelled: 1 });
    expect(await test.client.documents.list({})).toHaveLength(1);
    const files = await test.client.imports.files({});
    expect(files.map((file) => file.state)).toEqual(['done', 'cancelled']);
  });

  it('tries a failed file again once it is mended', async () => {
    await using test = await createTestApp();
    const path = await test.file('note.txt', '');
    await importAll(test.client, [path]);
    const [failed] = await test.client.imports.files({ state: 'failed' });
    await writeFile(path, 'The key is under the mat.');
    const { batch } = await test.client.imports.retry({ file: failed!.id });
    for await (const _ of await test.client.imports.progress({ batch }));
    expect(await test.client.documents.list({})).toHaveLength(1);
    expect(await test.client.imports.files({ state: 'failed' })).toHaveLength(0);
  });
});

describe('removing a document', () => {
  it('takes it out of search and off the disk, and nothing else', async () => {
    await using test = await createTestApp();
    await importAll(test.client, [
      await test.file('handbook.md', handbook),
      await test.file('garden.md', '# Garden\n\nTomatoes need six hours of sun every day.'),
    ]);
    const hits = async () => (await test.client.search.query({ text: 'tomatoes sun' })).hits.map((hit) => hit.document);
    expect(await hits()).toContain('garden.md');
    const garden = (await test.client.documents.list({})).find((document) => document.name === 'garden.md');
    await test.client.documents.remove({ id: garden!.id });
    expect(await hits()).not.toContain('garden.md');
    expect(await readdir(join(test.dataFolder, 'originals'))).toHaveLength(1);
    const { turn } = await askWhole(test.client, { question: 'What may a hotel night cost?' });
    expect(turn.citations[0]?.document).toBe('handbook.md');
  });

  it('keeps the contents while another library holds them', async () => {
    await using test = await createTestApp();
    const path = await test.file('handbook.md', handbook);
    await test.client.libraries.create({ name: 'second' });
    await importAll(test.client, [path]);
    await importAll(test.client, [path], 'second');
    const [first] = await test.client.documents.list({ library: 'default' });
    await test.client.documents.remove({ id: first!.id });
    expect(await test.client.documents.list({ library: 'default' })).toHaveLength(0);
    const { hits } = await test.client.search.query({ text: 'hotel night', library: 'second' });
    expect(hits[0]?.document).toBe('handbook.md');
    expect((await test.client.search.query({ text: 'hotel night', library: 'default' })).hits).toHaveLength(0);
  });
});

describe('stored stages', () => {
  it('are made again from the original when the artifacts folder is deleted', async () => {
    await using test = await createTestApp();
    await importAll(test.client, [await test.file('handbook.md', handbook)]);
    const before = await test.client.search.query({ text: 'first class train' });
    await test.app.close();
    await rm(join(test.dataFolder, 'artifacts'), { recursive: true });
    await test.reopen();
    const after = await test.client.search.query({ text: 'first class train' });
    expect(after.hits).toEqual(before.hits);
    const [document] = await test.client.documents.list({});
    expect((await test.client.documents.text({ id: document!.id })).text).toBe(handbook);
  });

  it('are made again when a vector file is damaged', async () => {
    await using test = await createTestApp();
    await importAll(test.client, [await test.file('handbook.md', handbook)]);
    const before = await test.client.search.query({ text: 'first class train' });
    await test.app.close();
    const folder = join(test.dataFolder, 'artifacts/embed');
    for (const name of await readdir(folder)) {
      const bytes = await readFile(join(folder, name));
      bytes[5]! ^= 0xff;
      await writeFile(join(folder, name), bytes);
    }
    await test.reopen();
    expect((await test.client.search.query({ text: 'first class train' })).hits).toEqual(before.hits);
  });

  it('of versions that parse alike are shared: one parse artifact serves both', async () => {
    await using test = await createTestApp();
    await importAll(test.client, [await test.file('handbook.md', handbook)]);
    const [stable, beta] = await test.client.versions.list();
    expect(stable!.stages.parse).toBe(beta!.stages.parse);
    expect(stable!.stages.chunk).not.toBe(beta!.stages.chunk);
    expect(await readdir(join(test.dataFolder, 'artifacts/parse'))).toHaveLength(1);
    expect(await readdir(join(test.dataFolder, 'artifacts/embed'))).toHaveLength(2);
  });
});
