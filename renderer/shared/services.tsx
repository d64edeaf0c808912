import { useQuery } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import type { Asking } from './asking.ts';
import type { Client } from './client.ts';
import type { Comparing } from './comparing.ts';
import type { Imports } from './imports.ts';
import { keys } from './keys.ts';

/** What lives as long as the window: the connection, the answers in progress, the import queue. */
export interface Services {
  client: Client;
  asking: Asking;
  comparing: Comparing;
  imports: Imports;
}

export const ServicesContext = createContext<Services | null>(null);

export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (!services) throw new Error('ServicesContext is missing');
  return services;
}

export function useSettings() {
  const { client } = useServices();
  return useQuery({ queryKey: keys.settings, queryFn: ({ signal }) => client.settings.get(undefined, { signal }) });
}

export function useLibraries() {
  const { client } = useServices();
  return useQuery({ queryKey: keys.libraries, queryFn: ({ signal }) => client.libraries.list(undefined, { signal }) });
}

/** The library that new chats and new documents use; the first one when the setting names none that exists. */
export function useLibrary() {
  const settings = useSettings().data;
  const libraries = useLibraries().data;
  return libraries?.find((library) => library.id === settings?.library) ?? libraries?.[0] ?? null;
}

export function useDocuments(library: string | undefined) {
  const { client } = useServices();
  return useQuery({
    queryKey: keys.documents(library ?? ''),
    queryFn: ({ signal }) => client.documents.list({ library }, { signal }),
    enabled: library !== undefined,
  });
}

/** Installed versions with the two that matter picked out. */
export function useVersions() {
  const { client } = useServices();
  const query = useQuery({
    queryKey: keys.versions,
    queryFn: ({ signal }) => client.versions.list(undefined, { signal }),
  });
  const list = query.data ?? [];
  return {
    query,
    list,
    stable: list.find((version) => version.pointer === 'stable') ?? null,
    beta: list.find((version) => version.pointer === 'beta') ?? null,
    previous: list.find((version) => version.pointer === 'previous') ?? null,
  };
}
