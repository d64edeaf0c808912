import { readFile, writeFile } from 'node:fs/promises';

/** Ways in which a model file goes wrong between its author and this machine. */
export const brokenGgufKinds = ['empty', 'magic', 'version', 'header-cut', 'data-cut', 'shape'] as const;
export type BrokenGgufKind = (typeof brokenGgufKinds)[number];

/**
 * Writes a damaged copy of the GGUF at `source` to `path`: nothing at all, another magic, a version nobody knows, an
 * end within the header, an end within the weights (a stopped download), or one tensor that claims to be far larger.
 */
export async function buildBrokenGguf(source: string, path: string, kind: BrokenGgufKind): Promise<void> {
  const bytes = await readFile(source);
  switch (kind) {
    case 'empty':
      return await writeFile(path, '');
    case 'magic':
      bytes.write('GGML', 0, 'latin1');
      return await writeFile(path, bytes);
    case 'version':
      bytes.writeUInt32LE(99, 4);
      return await writeFile(path, bytes);
    case 'header-cut':
      return await writeFile(path, bytes.subarray(0, 2000));
    case 'data-cut':
      return await writeFile(path, bytes.subarray(0, Math.floor(bytes.length * 0.7)));
    case 'shape': {
      const name = bytes.indexOf('token_embd.weight');
      if (name === -1) throw new RangeError('The source has no tensor named token_embd.weight');
      // Behind the name: number of dimensions (4 bytes), then 8 bytes each, the rows second.
      bytes.writeBigUInt64LE(2n ** 40n, name + 'token_embd.weight'.length + 4 + 8);
      return await writeFile(path, bytes);
    }
  }
}
