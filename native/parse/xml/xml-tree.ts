import { readXml, type XmlAttributes } from './read-xml.ts';

export interface XmlElement {
  /** Local name, without prefix. */
  name: string;
  attributes: XmlAttributes;
  children: (XmlElement | string)[];
}

/** A whole XML text as a tree; the element returned holds the root element. Fails as readXml does. */
export function xmlTree(xml: string): XmlElement {
  const root: XmlElement = { name: '', attributes: {}, children: [] };
  const open = [root];
  readXml(xml, {
    open(name, attributes) {
      const element: XmlElement = { name, attributes, children: [] };
      open[open.length - 1]!.children.push(element);
      open.push(element);
    },
    text: (text) => open[open.length - 1]!.children.push(text),
    close: () => open.pop(),
  });
  return root;
}

/**
 * Hands over the outermost elements of these names one by one, each as a tree, so that a long text never stands in
 * memory as one. `onOpen` hears of every element outside of them.
 */
export function eachElement(
  xml: string,
  names: ReadonlySet<string>,
  onElement: (element: XmlElement) => void,
  onOpen?: (name: string, attributes: XmlAttributes) => void,
): void {
  const open: XmlElement[] = [];
  readXml(xml, {
    open(name, attributes) {
      const parent = open[open.length - 1];
      if (!parent && !names.has(name)) {
        onOpen?.(name, attributes);
        return;
      }
      const element: XmlElement = { name, attributes, children: [] };
      parent?.children.push(element);
      open.push(element);
    },
    text(text) {
      open[open.length - 1]?.children.push(text);
    },
    close() {
      const element = open.pop();
      if (element && open.length === 0) onElement(element);
    },
  });
}

export function elements(parent: XmlElement | undefined): XmlElement[] {
  return (parent?.children ?? []).filter((child): child is XmlElement => typeof child !== 'string');
}

/** The element that the names lead to from `parent`, level by level, the first of each name. */
export function descend(parent: XmlElement | undefined, ...names: string[]): XmlElement | undefined {
  let element = parent;
  for (const name of names) element = elements(element).find((child) => child.name === name);
  return element;
}

/** All elements of this name below `parent`, in the order of the file. */
export function allBelow(parent: XmlElement, name: string, found: XmlElement[] = []): XmlElement[] {
  for (const child of elements(parent)) {
    if (child.name === name) found.push(child);
    else allBelow(child, name, found);
  }
  return found;
}

/** All text below an element, put together. */
export function textOf(element: XmlElement | undefined): string {
  if (!element) return '';
  return element.children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('');
}
