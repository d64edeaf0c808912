import type { Zip } from '../zip/open-zip.ts';
import { decodeXml } from './decode-xml.ts';
import { type XmlElement, xmlTree } from './xml-tree.ts';

/** A part of a packed document as a tree; null when there is none. Fails as readXml does. */
export function readTree(zip: Zip, part: string): XmlElement | null {
  const bytes = zip.read(part);
  return bytes && xmlTree(decodeXml(bytes));
}
