import { useMemo, useSyncExternalStore } from 'react';

export const pages = ['chat', 'compare', 'library', 'versions', 'settings'] as const;
export type Page = (typeof pages)[number];

/** Where the window is. `id` is the chat's on the chat page; null there means a new chat. */
export interface Route {
  page: Page;
  id: string | null;
}

/** Reads `#/page/id`; anything unknown is the chat page. */
export function parseRoute(hash: string): Route {
  const [page, id] = hash.replace(/^#\/?/, '').split('/');
  const known = pages.find((name) => name === page);
  if (!known) return { page: 'chat', id: null };
  if (known !== 'chat' || !id) return { page: known, id: null };
  try {
    return { page: known, id: decodeURIComponent(id) };
  } catch {
    return { page: known, id: null };
  }
}

export function hashOf(page: Page, id?: string | null): string {
  return id ? `#/${page}/${encodeURIComponent(id)}` : `#/${page}`;
}

export function go(page: Page, id?: string | null): void {
  location.hash = hashOf(page, id);
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}

export function useRoute(): Route {
  const hash = useSyncExternalStore(subscribe, () => location.hash);
  return useMemo(() => parseRoute(hash), [hash]);
}
