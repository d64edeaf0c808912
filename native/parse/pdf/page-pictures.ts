import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';

type Matrix = [number, number, number, number, number, number];

/** A picture on a page with its pixels. */
export interface PagePicture {
  width: number;
  height: number;
  /** 1 bit, 3 or 4 bytes per pixel, rows from the top; rows of bits are padded to whole bytes, 1 is white. */
  kind: 'bits' | 'rgb' | 'rgba';
  data: Uint8Array;
  /** Maps the unit square, whose upper left corner is (0, 1), to the page in points of the file. */
  place: Matrix;
}

interface ImageObject {
  width?: number;
  height?: number;
  kind?: number;
  data?: Uint8Array | Uint8ClampedArray | null;
}

/** A damaged picture may never become ready; the page then counts as having none. */
const readyMs = 20_000;

/** Whether anything but text is drawn on a page as a picture. False when that cannot be told. */
export async function hasPicture(document: PDFDocumentProxy, number: number): Promise<boolean> {
  const page = await document.getPage(number);
  try {
    return (await placedPictures(page)).length > 0;
  } catch {
    return false;
  } finally {
    page.cleanup();
  }
}

/**
 * The one picture that fills most of a page, as a scanner makes it, with its pixels; null when the page is made of
 * several pictures, or of drawings, or its picture cannot be decoded.
 */
export async function pagePicture(page: PDFPageProxy): Promise<PagePicture | null> {
  const pictures = await placedPictures(page);
  const { width, height } = page.getViewport({ scale: 1, rotation: 0 });
  const large = pictures.filter(({ place }) => areaOf(place) > 0.5 * width * height);
  const found = large[large.length - 1];
  if (!found) return null;
  const image = await readObject(page, found.name);
  const kind = (['bits', 'rgb', 'rgba'] as const)[(image?.kind ?? 0) - 1];
  if (!image?.data || !image.width || !image.height || !kind) return null;
  return { width: image.width, height: image.height, kind, data: new Uint8Array(image.data), place: found.place };
}

async function placedPictures(page: PDFPageProxy): Promise<{ name: string; place: Matrix }[]> {
  const { OPS } = await import('pdfjs-dist/legacy/build/pdf.mjs');
  const { fnArray, argsArray } = await page.getOperatorList();
  const found: { name: string; place: Matrix }[] = [];
  const stack: Matrix[] = [];
  let current: Matrix = [1, 0, 0, 1, 0, 0];
  fnArray.forEach((operation, index) => {
    const values = argsArray[index] as unknown[] | null;
    if (operation === OPS.save) stack.push(current);
    else if (operation === OPS.restore) current = stack.pop() ?? current;
    else if (operation === OPS.transform) current = multiply(current, values as Matrix);
    else if (operation === OPS.paintFormXObjectBegin) {
      stack.push(current);
      if (values?.[0]) current = multiply(current, values[0] as Matrix);
    } else if (operation === OPS.paintFormXObjectEnd) current = stack.pop() ?? current;
    else if (operation === OPS.paintImageXObject) found.push({ name: String(values?.[0]), place: current });
    else if (operation === OPS.paintInlineImageXObject || operation === OPS.paintImageMaskXObject)
      found.push({ name: '', place: current });
  });
  return found;
}

function readObject(page: PDFPageProxy, name: string): Promise<ImageObject | null> {
  if (name === '') return Promise.resolve(null);
  const objects = name.startsWith('g_') ? page.commonObjs : page.objs;
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), readyMs);
    objects.get(name, (image: ImageObject | null) => {
      clearTimeout(timer);
      resolve(image);
    });
  });
}

function areaOf([a, b, c, d]: Matrix): number {
  return Math.abs(a * d - b * c);
}

function multiply(m: Matrix, n: Matrix): Matrix {
  return [
    m[0] * n[0] + m[2] * n[1],
    m[1] * n[0] + m[3] * n[1],
    m[0] * n[2] + m[2] * n[3],
    m[1] * n[2] + m[3] * n[3],
    m[0] * n[4] + m[2] * n[5] + m[4],
    m[1] * n[4] + m[3] * n[5] + m[5],
  ];
}
