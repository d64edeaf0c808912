/**
 * Which folder may import what. Imports point one way: shells use core and native, native uses core's ports and
 * contract, the screens use the contract, core uses core.
 *
 * @typedef {{ from: string, may: readonly string[], why: string }} FolderRule
 * @typedef {{ names: readonly string[], only: readonly string[], why: string }} PackageRule
 */

/** Shells hold no rules of the product: they get core as a whole and its procedures, never a part of it. */
const coreForShells = ['core/app.ts', 'core/router.ts', 'core/ports.ts', 'core/contract/'];

/**
 * The first rule whose `from` holds the file decides. A name that ends with a slash stands for all that is below it.
 *
 * @type {readonly FolderRule[]}
 */
export const folderRules = [
  { from: 'core/contract/', may: ['core/contract/'], why: 'the contract imports nothing of ours outside itself' },
  { from: 'core/', may: ['core/'], why: 'core imports core alone' },
  {
    from: 'native/',
    may: ['native/', 'core/contract/', 'core/ports.ts', 'core/text/', 'core/library/parsed.ts'],
    why: 'native knows core’s ports, contract, text and parsed documents',
  },
  { from: 'models/', may: ['models/', 'core/contract/'], why: 'models knows the contract' },
  { from: 'renderer/', may: ['renderer/', 'core/contract/'], why: 'the screens know the contract' },
  {
    from: 'headless/',
    may: ['headless/', ...coreForShells, 'native/', 'models/'],
    why: 'a shell wires the whole of core with native',
  },
  {
    from: 'electron/',
    may: ['electron/', 'headless/', ...coreForShells, 'native/', 'models/'],
    why: 'the desktop shell wires the whole of core with native and what it shares with the headless shell',
  },
  { from: 'bin/', may: ['bin/', 'scripts/'], why: 'the command only prepares and starts the app' },
  {
    from: 'scripts/',
    may: ['scripts/', 'core/', 'native/', 'models/', 'headless/'],
    why: 'scripts are no part of the app and nobody imports test/',
  },
];

/** @type {readonly PackageRule[]} */
export const packageRules = [
  {
    names: ['electron', 'electron-store'],
    only: ['electron/'],
    why: 'importing Electron fails in plain Node',
  },
  { names: ['node-llama-cpp'], only: ['native/llama/'], why: 'models run in processes of their own' },
  { names: ['hnswlib-node'], only: ['native/index/'], why: 'indexes live in a process of their own' },
  { names: ['mammoth'], only: ['native/parse/'], why: 'files are read in killable processes' },
  { names: ['pdfjs-dist'], only: ['native/parse/', 'renderer/'], why: 'files are read in killable processes' },
  { names: ['better-sqlite3'], only: ['core/'], why: 'SQLite belongs to core' },
  {
    names: ['react', 'react-dom', 'react-i18next', 'i18next', '@mantine/*', '@tabler/*', '@tanstack/*'],
    only: ['renderer/'],
    why: 'screens are made in renderer/',
  },
];

/** Folders that run where Node's own modules do not exist; their build configuration does not run there. */
export const withoutNode = {
  folders: ['core/contract/', 'renderer/'],
  except: ['renderer/vite.config.ts'],
};

/**
 * @param {string} file
 * @param {string} name
 */
export function belongsTo(file, name) {
  return name.endsWith('/') ? file.startsWith(name) : file === name;
}
