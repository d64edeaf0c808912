import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { WatchedFolder } from '../../core/contract/watched.ts';
import { keys } from './keys.ts';
import { useServices } from './services.tsx';

const BUSY_EVERY_MS = 1000;
const QUIET_EVERY_MS = 5000;

const isBusy = (folder: WatchedFolder) => folder.state === 'scanning' || folder.waiting > 0;

/** The watched folders of a library, or of all, kept up to date; what they changed is asked for anew. */
export function useWatchedFolders(library?: string) {
  const { client } = useServices();
  const cache = useQueryClient();
  const query = useQuery({
    queryKey: keys.watched(library ?? ''),
    queryFn: ({ signal }) => client.watched.list({ library }, { signal }),
    refetchInterval: ({ state }) => (state.data?.some(isBusy) ? BUSY_EVERY_MS : QUIET_EVERY_MS),
  });
  const lastChange = Math.max(0, ...(query.data ?? []).map((folder) => folder.lastChange ?? 0));
  useEffect(() => {
    if (lastChange === 0) return;
    for (const queryKey of [keys.allDocuments, keys.libraries, keys.importFiles])
      void cache.invalidateQueries({ queryKey });
  }, [lastChange, cache]);
  return { query, folders: query.data ?? [], lastChange: lastChange || null };
}
