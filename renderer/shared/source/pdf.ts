import type { PDFDocumentProxy } from 'pdfjs-dist';
import workerUrl from 'pdfjs-dist/build/pdf.worker.min.mjs?worker&url';

export type Pdf = PDFDocumentProxy;
type PdfLibrary = typeof import('pdfjs-dist');

let library: Promise<PdfLibrary> | null = null;

/** pdf.js is loaded when the first page is to be drawn; its worker comes from beside the page. */
export function loadPdfLibrary(): Promise<PdfLibrary> {
  library ??= import('pdfjs-dist').then((pdf) => {
    pdf.GlobalWorkerOptions.workerSrc = workerUrl;
    return pdf;
  });
  return library;
}

const asset = (folder: string) => new URL(`./pdfjs/${folder}/`, document.baseURI).href;

/** Opens a stored document. The caller ends it with `destroy`, also while it is still being opened. */
export function openPdf(id: string): { ready: Promise<Pdf>; destroy(): void } {
  let destroyed = false;
  let end: (() => void) | null = null;
  const ready = loadPdfLibrary().then((pdf) => {
    const task = pdf.getDocument({
      url: new URL(`/documents/${encodeURIComponent(id)}/file`, document.baseURI).href,
      cMapUrl: asset('cmaps'),
      cMapPacked: true,
      standardFontDataUrl: asset('standard_fonts'),
      wasmUrl: asset('wasm'),
      iccUrl: asset('iccs'),
    });
    end = () => void task.destroy();
    if (destroyed) end();
    return task.promise;
  });
  return {
    ready,
    destroy() {
      destroyed = true;
      end?.();
    },
  };
}
