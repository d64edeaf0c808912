import { execFile } from 'node:child_process';
import { copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';

const run = promisify(execFile);

/** Debian packages with the manuals that the questions are about, and where the PDFs lie in them. */
const sources: Record<string, readonly string[]> = {
  'installation-guide-amd64': [
    'usr/share/doc/installation-guide-amd64/en/install.en.pdf.gz',
    'usr/share/doc/installation-guide-amd64/zh_CN/install.zh_CN.pdf.gz',
  ],
  'maint-guide': ['usr/share/doc/maint-guide/maint-guide.en.pdf'],
  'maint-guide-zh-cn': ['usr/share/doc/maint-guide-zh-cn/maint-guide.zh-cn.pdf'],
  'debian-reference-en': ['usr/share/debian-reference/debian-reference.en.pdf'],
  'debian-reference-zh-cn': ['usr/share/debian-reference/debian-reference.zh-cn.pdf'],
};

export const documentNames = Object.values(sources).flatMap((files) =>
  files.map((file) => basename(file).replace(/\.gz$/, '')),
);

const isFile = async (file: string) => (await stat(file).catch(() => null))?.isFile() ?? false;

/** Names of documents that a folder lacks. */
export async function missingDocuments(folder: string): Promise<string[]> {
  const there = await Promise.all(documentNames.map((name) => isFile(join(folder, name))));
  return documentNames.filter((_, at) => !there[at]);
}

/**
 * Puts the manuals into `folder` by way of `apt-get download`, which only Debian and its kin have. Packages that are
 * there already are not fetched again. Throws with a sentence about what is missing.
 */
export async function fetchDocuments(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, files] of Object.entries(sources)) {
    const wanted = files.map((file) => join(folder, basename(file).replace(/\.gz$/, '')));
    if ((await Promise.all(wanted.map(isFile))).every(Boolean)) continue;
    const work = join(folder, `.${name}`);
    await mkdir(work, { recursive: true });
    try {
      await run('apt-get', ['download', name], { cwd: work, timeout: 300_000 });
      const archive = (await readdir(work)).find((file) => file.endsWith('.deb'));
      if (!archive) throw new Error('nothing was downloaded');
      await run('dpkg', ['-x', archive, 'files'], { cwd: work, timeout: 60_000 });
      for (const [at, file] of files.entries()) {
        const from = join(work, 'files', file);
        if (file.endsWith('.gz')) await writeFile(wanted[at]!, gunzipSync(await readFile(from)));
        else await copyFile(from, wanted[at]!);
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
      throw new Error(
        `the Debian package ${name} could not be fetched (${reason}); give a folder with ${documentNames.join(', ')} by --documents`,
      );
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  }
}
