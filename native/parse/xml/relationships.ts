import { cleanText } from '../clean-text.ts';
import type { Zip } from '../zip/open-zip.ts';
import { partPath } from '../zip/part-path.ts';
import { readTree } from './read-tree.ts';
import { descend, elements, textOf, type XmlElement } from './xml-tree.ts';

/** How a part of an Office document refers to others: id, the last word of the type, and the name of the part. */
export interface Relationship {
  id: string;
  type: string;
  part: string;
}

/** The relations of a part to others inside the file; none where it declares none. */
export function relationships(zip: Zip, part: string): Relationship[] {
  const slash = part.lastIndexOf('/') + 1;
  const tree = readTree(zip, `${part.slice(0, slash)}_rels/${part.slice(slash)}.rels`);
  return elements(descend(tree ?? undefined, 'Relationships')).flatMap(({ attributes }) => {
    const { Id: id, Type: type, Target: target, TargetMode: mode } = attributes;
    if (!id || !type || !target || mode === 'External') return [];
    return [{ id, type: type.slice(type.lastIndexOf('/') + 1), part: partPath(part, target) }];
  });
}

/** The value of the attribute with this local name, whatever its prefix. */
export function prefixed(element: XmlElement, name: string): string | undefined {
  return Object.entries(element.attributes).find(([key]) => key.endsWith(`:${name}`))?.[1];
}

/** The main part of an Office document, e.g. 'ppt/presentation.xml'; null when the file does not name it. */
export function mainPart(zip: Zip): string | null {
  return relationships(zip, '').find(({ type }) => type === 'officeDocument')?.part ?? null;
}

/** The title among the properties of an Office document; null when there is none or they cannot be read. */
export function coreTitle(zip: Zip): string | null {
  try {
    const tree = readTree(zip, 'docProps/core.xml');
    const title = textOf(descend(tree ?? undefined, 'coreProperties', 'title'));
    return cleanText(title).replace(/\s+/g, ' ').trim() || null;
  } catch {
    // Properties are an extra; a document without readable ones is whole.
    return null;
  }
}
