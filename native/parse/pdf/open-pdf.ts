import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { AppError } from '../../../core/contract/index.ts';

type Kind = 'cMapUrl' | 'standardFontDataUrl' | 'wasmUrl';

const packageFolder = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));
const folders: Record<Kind, string> = {
  cMapUrl: join(packageFolder, 'cmaps') + sep,
  standardFontDataUrl: join(packageFolder, 'standard_fonts') + sep,
  wasmUrl: join(packageFolder, 'wasm') + sep,
};

/** Character maps, standard fonts and decoders come from the package's own folders, as files. */
class FileDataFactory {
  async fetch({ kind, filename }: { kind: Kind; filename: string }): Promise<Uint8Array> {
    return new Uint8Array(await readFile(join(folders[kind], filename)));
  }
}

/** Text needs neither a canvas nor filters; these stand in where the library would look for a browser's. */
class NoCanvasFactory {
  create(): never {
    throw new Error('Reading text draws nothing.');
  }
  reset(): void {}
  destroy(): void {}
}
class NoFilterFactory {
  destroy(): void {}
}

/**
 * Opens a PDF for reading its text, all in this thread. Fails with document-encrypted or document-unreadable.
 * Everything that the library would choose by its surroundings is set here, because Electron's utility processes look
 * to it like a browser.
 */
export async function openPdf(bytes: Uint8Array): Promise<PDFDocumentProxy> {
  const worker = pathToFileURL(join(packageFolder, 'legacy', 'build', 'pdf.worker.mjs')).href;
  (globalThis as { pdfjsWorker?: unknown }).pdfjsWorker ??= await import(worker);
  const pdfjs = await import('pdfjs-dist/legacy/build/pdf.mjs');
  try {
    return await pdfjs.getDocument({
      // The library takes the buffer over; a Buffer may share its memory with others.
      data: new Uint8Array(bytes),
      cMapUrl: folders.cMapUrl,
      cMapPacked: true,
      standardFontDataUrl: folders.standardFontDataUrl,
      wasmUrl: folders.wasmUrl,
      BinaryDataFactory: FileDataFactory,
      CanvasFactory: NoCanvasFactory,
      FilterFactory: NoFilterFactory,
      useWorkerFetch: false,
      useSystemFonts: false,
      disableFontFace: true,
      isOffscreenCanvasSupported: false,
      isImageDecoderSupported: false,
      stopAtErrors: false,
      verbosity: pdfjs.VerbosityLevel.ERRORS,
    }).promise;
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    if (name === 'PasswordException') throw new AppError('document-encrypted', {}, { cause: error });
    throw new AppError('document-unreadable', { reason: 'damaged PDF' }, { cause: error });
  }
}
