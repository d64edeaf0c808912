import { elements, textOf, type XmlElement } from '../xml/xml-tree.ts';

/** The text of a string with or without differently formatted runs. */
export function richText(element: XmlElement): string {
  return elements(element)
    .map((child) => {
      if (child.name === 't') return textOf(child);
      return child.name === 'r' ? richText(child) : '';
    })
    .join('');
}
