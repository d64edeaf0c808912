/** A file that was dropped or picked. `path` is relative to what was dropped, with forward slashes. */
export interface DroppedFile {
  file: File;
  path: string;
}

function entriesOf(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  return new Promise((resolve, reject) => reader.readEntries(resolve, reject));
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** Names that systems leave in folders and nobody means to import. */
function isHidden(name: string): boolean {
  return name.startsWith('.') || name === 'Thumbs.db' || name === 'desktop.ini';
}

async function walk(entry: FileSystemEntry, into: DroppedFile[]): Promise<void> {
  if (isHidden(entry.name)) return;
  if (entry.isFile) {
    into.push({ file: await fileOf(entry as FileSystemFileEntry), path: entry.fullPath.replace(/^\//, '') });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  // readEntries hands out at most a hundred at a time and an empty list at the end.
  for (let batch = await entriesOf(reader); batch.length > 0; batch = await entriesOf(reader))
    for (const child of batch) await walk(child, into);
}

/** True when a drag carries files rather than text or a link. */
export function carriesFiles(transfer: DataTransfer | null): boolean {
  return transfer?.types.includes('Files') ?? false;
}

/**
 * Every file of a drop. Must be called inside the drop event, before anything is awaited. Folders are walked, except
 * in the desktop shell: there a folder's own path is enough and the application walks it.
 */
export function filesOfDrop(transfer: DataTransfer, walkFolders: boolean): Promise<DroppedFile[]> {
  const plain = [...transfer.files];
  const entries = walkFolders
    ? [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null)
    : [];
  return (async () => {
    if (entries.length === 0) return plain.map((file) => ({ file, path: file.name }));
    const files: DroppedFile[] = [];
    for (const entry of entries) await walk(entry, files);
    return files;
  })();
}

/** The files of an `<input type="file">`; of a folder input with their paths inside it. */
export function filesOfInput(list: FileList): DroppedFile[] {
  return [...list]
    .filter((file) => !isHidden(file.name))
    .map((file) => ({ file, path: file.webkitRelativePath || file.name }));
}
