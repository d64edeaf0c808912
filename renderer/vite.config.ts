import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const root = import.meta.dirname;
const repository = dirname(root);

/** Puts what pdf.js fetches while it draws (character maps, fonts, codecs, colour profiles) beside the page. */
function pdfAssets(): Plugin {
  const from = join(repository, 'node_modules', 'pdfjs-dist');
  return {
    name: 'tandem-pdf-assets',
    apply: 'build',
    generateBundle() {
      for (const folder of ['cmaps', 'standard_fonts', 'wasm', 'iccs'])
        for (const name of readdirSync(join(from, folder)))
          this.emitFile({
            type: 'asset',
            fileName: `pdfjs/${folder}/${name}`,
            source: readFileSync(join(from, folder, name)),
          });
    },
  };
}

interface Package {
  name: string;
  version: string;
  license?: string;
  dependencies?: Record<string, string>;
}

/** Nearest node_modules folder of `name` seen from `folder`, as Node resolves it. */
function packageFolder(name: string, folder: string): string | null {
  for (let at = folder; at.startsWith(repository); at = dirname(at)) {
    const candidate = join(at, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
  }
  return null;
}

/** Writes licences.json: name, version, licence and its full text for every package that the app ships. */
function licences(): Plugin {
  return {
    name: 'tandem-licences',
    apply: 'build',
    generateBundle() {
      const found = new Map<string, { name: string; version: string; licence: string; text: string }>();
      const seen = new Set<string>();
      const visit = (folder: string) => {
        if (seen.has(folder)) return;
        seen.add(folder);
        const about = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Package;
        if (folder !== repository) {
          const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying)/i.test(name));
          const path = file ? join(folder, file) : null;
          let text = '';
          try {
            text = path ? readFileSync(path, 'utf8') : '';
          } catch {
            // A folder of that name: the licence's name has to do.
          }
          const key = `${about.name}@${about.version}`;
          found.set(key, { name: about.name, version: about.version, licence: String(about.license ?? ''), text });
        }
        for (const name of Object.keys(about.dependencies ?? {})) {
          const next = packageFolder(name, folder);
          if (next) visit(next);
        }
      };
      visit(repository);
      const rows = [...found.values()].sort((a, b) => a.name.localeCompare(b.name));
      this.emitFile({ type: 'asset', fileName: 'licences.json', source: JSON.stringify(rows) });
    },
  };
}

export default defineConfig({
  root,
  base: './',
  plugins: [react(), pdfAssets(), licences()],
  worker: { format: 'es' },
  build: {
    outDir: join(repository, 'dist', 'renderer'),
    emptyOutDir: true,
    target: 'es2023',
    // Everything is read from the local disk, so a few hundred KiB more in one file cost nothing noticeable.
    chunkSizeWarningLimit: 2000,
    modulePreload: { polyfill: false },
  },
});
