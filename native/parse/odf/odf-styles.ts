import { descend, elements, type XmlElement } from '../xml/xml-tree.ts';

/** What the styles of an OpenDocument text say that matters for reading it. */
export interface OdfStyles {
  /** Whether a paragraph of this style is the title of the document. */
  isTitle(style: string | undefined): boolean;
  /** Whether lists of this style are numbered at this level (1 is the outermost). */
  isNumbered(style: string | undefined, level: number): boolean;
}

/** Styles are spread over the contents (those made on the way) and a part of their own (those with names). */
export function odfStyles(content: XmlElement, common: XmlElement | null): OdfStyles {
  const groups = [
    descend(content, 'document-content', 'automatic-styles'),
    descend(common ?? undefined, 'document-styles', 'automatic-styles'),
    descend(common ?? undefined, 'document-styles', 'styles'),
  ];
  const parents = new Map<string, string>();
  const numbered = new Set<string>();
  for (const style of groups.flatMap(elements)) {
    const name = style.attributes['style:name'];
    if (!name) continue;
    if (style.name === 'style') parents.set(name, style.attributes['style:parent-style-name'] ?? '');
    if (style.name !== 'list-style') continue;
    for (const level of elements(style)) {
      const shown = (level.attributes['style:num-format'] ?? '') !== '';
      if (level.name === 'list-level-style-number' && shown) numbered.add(`${name} ${level.attributes['text:level']}`);
    }
  }
  return {
    isTitle(style) {
      // A style that names itself as its parent must not keep us here.
      for (let name = style, steps = 0; name && steps < 10; name = parents.get(name), steps += 1)
        if (name === 'Title') return true;
      return false;
    },
    isNumbered: (style, level) => numbered.has(`${style} ${level}`),
  };
}
