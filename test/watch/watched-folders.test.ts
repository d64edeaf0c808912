import { mkdir, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { describe, expect, it, vi } from 'vitest';
import { askWhole } from '../support/test-app.ts';
import { createWatchTest, eventually, folderOf, page, quiet } from './watch-fixture.ts';

// Waits for the file system and for imports, several of them in a row, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const same = (wanted: string[]) => (found: string[]) => JSON.stringify(found) === JSON.stringify([...wanted].sort());

describe('a watched folder', () => {
  it('is looked through at first, and its files become documents under their paths in it', async () => {
    await using t = await createWatchTest();
    await t.write('docs/one.md', page(1));
    await t.write('docs/deep/er/two.txt', page(2));
    await t.write('docs/picture.png', 'not a document');
    const folder = await t.watch('docs');
    expect(await t.names()).toEqual(['deep/er/two.txt', 'one.md']);
    expect(folder).toMatchObject({ state: 'watching', code: null, files: 2, waiting: 0, failed: 0 });
    expect(folder.lastChange).toBeGreaterThan(0);
  });

  it('takes in a file that is added, in a folder that is new as well', async () => {
    await using t = await createWatchTest();
    await t.watch('docs');
    await t.write('docs/later.md', page(3));
    await t.write('docs/fresh/folder/inside.md', page(4));
    await eventually(() => t.names(), same(['fresh/folder/inside.md', 'later.md']));
  });

  it('replaces the document of a changed file, and answers from the old one until the new one is ready', async () => {
    await using t = await createWatchTest();
    await t.write('docs/rates.md', '# Rates\n\nA hotel night may cost 130 EUR at most.\n');
    const folder = await t.watch('docs');
    const [before] = await t.documents();
    await t.test.client.imports.pause();
    await t.write('docs/rates.md', '# Rates\n\nA hotel night may cost 145 EUR at most.\n');
    await eventually(
      () => folderOf(t.test.client, folder.id),
      (now) => now.waiting > 0,
    );
    await eventually(
      () => t.test.client.imports.files({ state: 'open' }),
      (open) => open.length === 1,
    );
    const meanwhile = await askWhole(t.test.client, { question: 'How much may a hotel night cost?' });
    expect(meanwhile.turn.answer).toContain('130 EUR');
    await t.test.client.imports.resume();
    const after = await eventually(
      () => t.documents(),
      (list) => list[0]?.id !== before!.id,
    );
    expect(after.map((document) => document.name)).toEqual(['rates.md']);
    await quiet(t.test.client, folder.id);
    const { turn } = await askWhole(t.test.client, { question: 'How much may a hotel night cost?' });
    expect(turn.answer).toContain('145 EUR');
    const { hits } = await t.test.client.search.query({ text: 'hotel night' });
    expect(hits.map((hit) => hit.text).join()).not.toContain('130 EUR');
  });

  it('keeps the document of a file that was only touched, without reading it into the library again', async () => {
    await using t = await createWatchTest();
    await t.write('docs/one.md', page(1));
    const folder = await t.watch('docs');
    const [before] = await t.documents();
    const work = { ...t.work };
    const soon = new Date(Date.now() - 3600_000);
    await utimes(t.at('docs/one.md'), soon, soon);
    await t.test.client.watched.rescan({ id: folder.id });
    await quiet(t.test.client, folder.id);
    expect((await t.documents())[0]?.id).toBe(before!.id);
    expect(t.work).toEqual(work);
  });

  it('takes in a change that leaves size and time as they were, when the system tells of it', async () => {
    await using t = await createWatchTest();
    // A coarse or wrong clock: both contents bear the same time.
    const time = new Date(Date.now() + 3600_000);
    await t.write('docs/note.md', '# Note\n\nThe door code is 1111.\n');
    await utimes(t.at('docs/note.md'), time, time);
    const folder = await t.watch('docs');
    const [before] = await t.documents();
    await t.write('docs/note.md', '# Note\n\nThe door code is 2222.\n');
    await utimes(t.at('docs/note.md'), time, time);
    const [after] = await eventually(
      () => t.documents(),
      (list) => list.length === 1 && list[0]!.id !== before!.id,
    );
    await quiet(t.test.client, folder.id);
    expect((await t.test.client.documents.text({ id: after!.id })).text).toContain('2222');
  });

  it('follows a rename in the folder: the same document gets the new name, and nothing is read or embedded', async () => {
    await using t = await createWatchTest();
    await t.write('docs/draft.md', page(1));
    await t.write('docs/other.md', page(2));
    await t.watch('docs');
    const before = (await t.documents()).find((document) => document.name === 'draft.md')!;
    const work = { ...t.work };
    await rename(t.at('docs/draft.md'), t.at('docs/final.md'));
    await eventually(() => t.names(), same(['final.md', 'other.md']));
    const after = (await t.documents()).find((document) => document.name === 'final.md')!;
    expect(after.id).toBe(before.id);
    expect(t.work).toEqual(work);
  });

  it('follows the rename of a whole folder of files in the same way', async () => {
    await using t = await createWatchTest();
    for (let number = 0; number < 12; number++) await t.write(`docs/old/${number}.md`, page(number));
    const folder = await t.watch('docs');
    const ids = (await t.documents()).map((document) => document.id).sort();
    const work = { ...t.work };
    await rename(t.at('docs/old'), t.at('docs/new'));
    await eventually(
      () => t.names(),
      (names) => names.length === 12 && names.every((name) => name.startsWith('new/')),
    );
    await quiet(t.test.client, folder.id);
    expect((await t.documents()).map((document) => document.id).sort()).toEqual(ids);
    expect(t.work).toEqual(work);
    expect(await t.test.client.imports.files({ state: 'failed' })).toEqual([]);
  });

  it('follows a move to another watched folder of the library, and does no work for it', async () => {
    await using t = await createWatchTest();
    await t.write('inbox/letter.md', page(1));
    const inbox = await t.watch('inbox');
    const archive = await t.watch('archive');
    const [before] = await t.documents();
    const work = { ...t.work };
    await mkdir(t.at('archive/2024'));
    await rename(t.at('inbox/letter.md'), t.at('archive/2024/letter.md'));
    await eventually(() => t.names(), same(['2024/letter.md']));
    expect((await quiet(t.test.client, inbox.id)).files).toBe(0);
    expect((await quiet(t.test.client, archive.id)).files).toBe(1);
    expect((await t.documents())[0]?.id).toBe(before!.id);
    expect(t.work).toEqual(work);
  });

  it('removes the document of a deleted file', async () => {
    await using t = await createWatchTest();
    await t.write('docs/one.md', page(1));
    await t.write('docs/two.md', page(2));
    const folder = await t.watch('docs');
    await rm(t.at('docs/one.md'));
    await eventually(() => t.names(), same(['two.md']));
    expect((await quiet(t.test.client, folder.id)).files).toBe(1);
    const { hits } = await t.test.client.search.query({ text: 'number of this page is 1' });
    expect(hits.map((hit) => hit.document)).not.toContain('one.md');
  });

  it('keeps the document when the file is deleted and written again at once, as programs do that save by renaming', async () => {
    await using t = await createWatchTest();
    await t.write('docs/one.md', page(1));
    const folder = await t.watch('docs');
    const [before] = await t.documents();
    const work = { ...t.work };
    await rm(t.at('docs/one.md'));
    await eventually(
      () => folderOf(t.test.client, folder.id),
      (now) => now.waiting > 0,
    );
    await t.write('docs/one.md.part', page(1));
    await rename(t.at('docs/one.md.part'), t.at('docs/one.md'));
    await quiet(t.test.client, folder.id);
    expect((await t.documents()).map((document) => document.id)).toEqual([before!.id]);
    expect(t.work).toEqual(work);
  });

  it('keeps one document for two files with the same contents until the last of them is deleted', async () => {
    await using t = await createWatchTest();
    await t.write('docs/a.md', page(1));
    await t.write('docs/b.md', page(1));
    const folder = await t.watch('docs');
    expect(await t.names()).toHaveLength(1);
    expect(await t.test.client.imports.files({ state: 'skipped' })).toEqual([]);
    const [only] = await t.documents();
    await rm(t.at(`docs/${only!.name}`));
    const left = only!.name === 'a.md' ? 'b.md' : 'a.md';
    await eventually(() => t.names(), same([left]));
    expect((await t.documents())[0]?.id).toBe(only!.id);
    await quiet(t.test.client, folder.id);
    await rm(t.at(`docs/${left}`));
    await eventually(() => t.names(), same([]));
  });

  it('leaves a document alone that was imported by hand, when the file with the same contents is deleted', async () => {
    await using t = await createWatchTest();
    const { batch } = await t.test.client.imports.start({ paths: [await t.test.file('mine.md', page(5))] });
    for await (const progress of await t.test.client.imports.progress({ batch })) void progress;
    await t.write('docs/copy.md', page(5));
    const folder = await t.watch('docs');
    expect(await t.names()).toEqual(['mine.md']);
    await rm(t.at('docs/copy.md'));
    await eventually(
      () => folderOf(t.test.client, folder.id),
      (now) => now.files === 0 && now.waiting === 0,
    );
    expect(await t.names()).toEqual(['mine.md']);
  });

  it('does not bring back a document that was removed by hand', async () => {
    await using t = await createWatchTest();
    await t.write('docs/one.md', page(1));
    const folder = await t.watch('docs');
    const [document] = await t.documents();
    await t.test.client.documents.remove({ id: document!.id });
    await t.test.client.watched.rescan({ id: folder.id });
    await quiet(t.test.client, folder.id);
    expect(await t.names()).toEqual([]);
  });

  it('leaves out hidden files, what other programs write beside them, and what its own patterns name', async () => {
    await using t = await createWatchTest();
    const kept = ['keep.md', 'drafts-not/keep.md'];
    const left = ['.hidden.md', '.git/notes.md', '~$open.docx', 'node_modules/readme.md', 'drafts/a.md', 'x.old.md'];
    for (const [index, name] of [...kept, ...left].entries()) await t.write(`docs/${name}`, page(index));
    const folder = await t.watch('docs', { ignore: ['drafts', '*.old.*'] });
    expect(await t.names()).toEqual([...kept].sort());
    await t.write('docs/drafts/later.md', page(20));
    await t.write('docs/seen.md', page(21));
    await eventually(() => t.names(), same([...kept, 'seen.md']));
    const update = await t.test.client.watched.update({ id: folder.id, ignore: ['seen.md'] });
    expect(update.ignore).toEqual(['seen.md']);
    await eventually(() => t.names(), same([...kept, 'drafts/a.md', 'drafts/later.md', 'x.old.md']));
  });

  it('follows no links, so that a loop of them ends', async () => {
    await using t = await createWatchTest();
    await t.write('docs/real.md', page(1));
    await t.write('elsewhere/secret.md', page(2));
    await symlink(t.at('docs'), t.at('docs/loop'));
    await symlink(t.at('elsewhere'), t.at('docs/out'));
    await symlink(t.at('elsewhere/secret.md'), t.at('docs/link.md'));
    const folder = await t.watch('docs');
    await t.write('elsewhere/more.md', page(3));
    await t.write('docs/after.md', page(4));
    await eventually(() => t.names(), same(['after.md', 'real.md']));
    expect((await quiet(t.test.client, folder.id)).files).toBe(2);
  });

  it('says how many files could not be read, forgets one that is deleted, and takes one in that is mended', async () => {
    await using t = await createWatchTest();
    await t.write('docs/bad.pdf', 'this is no pdf');
    await t.write('docs/worse.pdf', 'this is none either');
    const folder = await t.watch('docs');
    expect(folder).toMatchObject({ files: 2, failed: 2 });
    await rm(t.at('docs/bad.pdf'));
    await eventually(
      () => folderOf(t.test.client, folder.id),
      (now) => now.files === 1 && now.failed === 1,
    );
    expect((await t.test.client.imports.files({ state: 'failed' })).map((file) => file.name)).toEqual(['worse.pdf']);
    await rename(t.at('docs/worse.pdf'), t.at('docs/better.md'));
    await eventually(() => t.names(), same(['better.md']));
    await eventually(
      () => folderOf(t.test.client, folder.id),
      (now) => now.files === 1 && now.failed === 0,
    );
    expect(await t.test.client.imports.files({ state: 'failed' })).toEqual([]);
  });

  it('keeps the old document while the new contents of its file cannot be read', async () => {
    await using t = await createWatchTest();
    await t.write('docs/one.md', page(1));
    const folder = await t.watch('docs');
    await writeFile(t.at('docs/one.md'), '');
    await eventually(
      () => folderOf(t.test.client, folder.id),
      (now) => now.failed === 1,
    );
    expect(await t.names()).toEqual(['one.md']);
    await t.write('docs/one.md', page(1));
    expect(
      await eventually(
        () => folderOf(t.test.client, folder.id),
        (now) => now.failed === 0,
      ),
    ).toMatchObject({
      files: 1,
    });
    expect(await t.names()).toEqual(['one.md']);
  });
});

describe('removing a watched folder', () => {
  it('leaves its documents in the library unless told otherwise', async () => {
    await using t = await createWatchTest();
    await t.write('docs/one.md', page(1));
    const folder = await t.watch('docs');
    await t.test.client.watched.remove({ id: folder.id });
    expect(await t.test.client.watched.list({})).toEqual([]);
    await rm(t.at('docs/one.md'));
    await t.write('other/two.md', page(2));
    await t.watch('other');
    expect(await t.names()).toEqual(['one.md', 'two.md']);
  });

  it('takes along the documents that came by watching when told so, and no file', async () => {
    await using t = await createWatchTest();
    const { batch } = await t.test.client.imports.start({ paths: [await t.test.file('mine.md', page(9))] });
    for await (const progress of await t.test.client.imports.progress({ batch })) void progress;
    await t.write('docs/one.md', page(1));
    await t.write('docs/mine too.md', page(9));
    const folder = await t.watch('docs');
    await t.test.client.watched.remove({ id: folder.id, removeDocuments: true });
    expect(await t.names()).toEqual(['mine.md']);
    await t.watch('docs');
    expect(await t.names()).toEqual(['mine.md', 'one.md']);
  });
});
