import { Text } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { desktopShell } from '../shared/desktopShell.ts';
import { carriesFiles, filesOfDrop } from '../shared/droppedFiles.ts';
import { useAddDocuments } from '../shared/useAddDocuments.tsx';

/** Takes files dropped anywhere in the window. */
export function DropOverlay() {
  const { t } = useTranslation();
  const { addFiles } = useAddDocuments();
  const [over, setOver] = useState(false);

  useEffect(() => {
    // Entering a child fires before leaving its parent, so only the balance tells when the drag left the window.
    let depth = 0;
    const enter = (event: DragEvent) => {
      if (!carriesFiles(event.dataTransfer)) return;
      event.preventDefault();
      depth += 1;
      setOver(true);
    };
    const move = (event: DragEvent) => {
      if (carriesFiles(event.dataTransfer)) event.preventDefault();
    };
    const leave = (event: DragEvent) => {
      if (!carriesFiles(event.dataTransfer)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const drop = (event: DragEvent) => {
      if (!event.dataTransfer || !carriesFiles(event.dataTransfer)) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      void addFiles(filesOfDrop(event.dataTransfer, desktopShell() === null));
    };
    window.addEventListener('dragenter', enter);
    window.addEventListener('dragover', move);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragenter', enter);
      window.removeEventListener('dragover', move);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
    };
  }, [addFiles]);

  if (!over) return null;
  return (
    <div className="overlay">
      <div>
        <IconFileImport size={32} aria-hidden style={{ color: 'var(--stable)' }} />
        <Text fw={600}>{t('import.dropTitle')}</Text>
        <Text c="dimmed" size="sm">
          {t('import.dropText')}
        </Text>
      </div>
    </div>
  );
}
