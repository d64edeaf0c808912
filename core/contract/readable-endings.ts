import type { DocumentFormat } from './models.ts';

/**
 * Endings of file names by the format they promise, lower case, without the dot. Files in folders are taken by this
 * list; a file that is named itself is always tried.
 */
export const readableEndings: Record<DocumentFormat, readonly string[]> = {
  pdf: ['pdf'],
  docx: ['docx', 'docm', 'dotx'],
  pptx: ['pptx', 'pptm', 'ppsx'],
  xlsx: ['xlsx', 'xlsm', 'xltx'],
  odt: ['odt', 'ott'],
  ods: ['ods', 'ots'],
  odp: ['odp', 'otp'],
  epub: ['epub'],
  html: ['html', 'htm', 'xhtml', 'mht', 'mhtml'],
  csv: ['csv', 'tsv', 'tab'],
  json: ['json', 'jsonl', 'ndjson', 'geojson'],
  email: ['eml'],
  markdown: ['md', 'markdown', 'mdown', 'mkd', 'mdx'],
  text: ['txt', 'text', 'log', 'rst', 'adoc', 'org', 'tex', 'srt', 'vtt'],
  code: [
    ...[
      'c',
      'cc',
      'cpp',
      'cxx',
      'h',
      'hh',
      'hpp',
      'cs',
      'go',
      'java',
      'kt',
      'kts',
      'scala',
      'swift',
      'rs',
      'dart',
      'm',
    ],
    ...[
      'js',
      'mjs',
      'cjs',
      'jsx',
      'ts',
      'mts',
      'cts',
      'tsx',
      'vue',
      'svelte',
      'css',
      'scss',
      'less',
      'php',
      'rb',
      'py',
    ],
    ...['pl', 'pm', 'lua', 'r', 'jl', 'hs', 'ml', 'ex', 'exs', 'erl', 'clj', 'sh', 'bash', 'zsh', 'ps1', 'bat', 'sql'],
    ...['xml', 'yaml', 'yml', 'toml', 'ini', 'cfg', 'conf', 'properties', 'proto', 'graphql', 'tf', 'gradle', 'cmake'],
  ],
};

const formats = new Map(
  Object.entries(readableEndings).flatMap(([format, endings]) =>
    endings.map((ending) => [ending, format as DocumentFormat] as const),
  ),
);

/** The format that a file name promises by its ending; null for other endings and for none. */
export function formatOfName(name: string): DocumentFormat | null {
  const ending = /\.([^.\\/]+)$/.exec(name)?.[1]?.toLowerCase();
  return (ending && formats.get(ending)) || null;
}
