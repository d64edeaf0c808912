import { Text } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { type DragEvent, type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { desktopShell } from '../../shared/desktopShell.ts';
import { carriesFiles, filesOfDrop } from '../../shared/droppedFiles.ts';
import { useAddDocuments } from '../../shared/useAddDocuments.tsx';

/** Files that describe a version; any other JSON may well be a document. */
const MANIFEST = /\.tandem\.json$/i;

/** Takes drops on this page: a manifest is installed, everything else becomes a document as on every page. */
export function ManifestDrop({ onManifest, children }: { onManifest: (file: File) => void; children: ReactNode }) {
  const { t } = useTranslation();
  const { addFiles } = useAddDocuments();
  const [over, setOver] = useState(false);
  // Entering a child fires before leaving its parent, so only the balance tells when the drag left the page.
  const depth = useRef(0);
  const own = (event: DragEvent): boolean => {
    if (!carriesFiles(event.dataTransfer)) return false;
    event.preventDefault();
    // The window would say that everything goes to the library.
    event.stopPropagation();
    return true;
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the button in the head is the first.
    <div
      className="manifest-drop"
      data-testid="versions-drop"
      onDragEnter={(event) => {
        if (!own(event)) return;
        depth.current += 1;
        setOver(true);
      }}
      onDragOver={own}
      onDragLeave={(event) => {
        if (!own(event)) return;
        depth.current = Math.max(0, depth.current - 1);
        if (depth.current === 0) setOver(false);
      }}
      onDrop={(event) => {
        if (!own(event)) return;
        depth.current = 0;
        setOver(false);
        const [first] = event.dataTransfer.files;
        if (first && MANIFEST.test(first.name)) onManifest(first);
        else void addFiles(filesOfDrop(event.dataTransfer, desktopShell() === null));
      }}
    >
      {children}
      {over && (
        <div className="overlay">
          <div>
            <IconFileImport size={32} aria-hidden style={{ color: 'var(--beta)' }} />
            <Text fw={600}>{t('release.file.dropTitle')}</Text>
            <Text c="dimmed" size="sm">
              {t('release.file.dropText')}
            </Text>
          </div>
        </div>
      )}
    </div>
  );
}
