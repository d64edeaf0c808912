/** Names of cached answers, in one place so that what changes them can find them. */
export const keys = {
  chats: (text = '') => ['chats', text] as const,
  allChats: ['chats'] as const,
  chat: (id: string) => ['chat', id] as const,
  allDocuments: ['documents'] as const,
  documents: (library: string) => ['documents', library] as const,
  libraries: ['libraries'] as const,
  versions: ['versions'] as const,
  differences: ['differences'] as const,
  manifest: (id: string) => ['manifest', id] as const,
  settings: ['settings'] as const,
  about: ['about'] as const,
  importFiles: ['import-files'] as const,
  details: (id: string) => ['details', id] as const,
  text: (id: string) => ['text', id] as const,
  boxes: (id: string, start: number, end: number) => ['boxes', id, start, end] as const,
};
