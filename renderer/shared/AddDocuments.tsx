import { Button, UnstyledButton } from '@mantine/core';
import { IconFiles, IconFolder, IconPlus } from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { readableEndings } from '../../core/contract/readable-endings.ts';
import { desktopShell } from './desktopShell.ts';
import { filesOfInput } from './droppedFiles.ts';
import { notifyProblem } from './notifyProblem.tsx';
import { useAddDocuments } from './useAddDocuments.tsx';

const READABLE = Object.values(readableEndings)
  .flat()
  .map((ending) => `.${ending}`)
  .join(',');

/** Pickers for files and, unless quiet, for whole folders. */
export function AddDocuments({ quiet }: { quiet?: boolean }) {
  const { t } = useTranslation();
  const { addFiles, addPaths } = useAddDocuments();
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);

  const pick = () => {
    const shell = desktopShell();
    if (shell) shell.pickFiles().then(addPaths, notifyProblem);
    else files.current?.click();
  };
  const take = (input: HTMLInputElement) => {
    const list = filesOfInput(input.files ?? new DataTransfer().files);
    // The same file may be picked again, which would not count as a change otherwise.
    input.value = '';
    void addFiles(list);
  };

  return (
    <>
      <input
        ref={files}
        type="file"
        multiple
        hidden
        accept={READABLE}
        aria-label={t('import.files')}
        data-testid={quiet ? 'file-input-chat' : 'file-input'}
        onChange={(event) => take(event.currentTarget)}
      />
      {quiet ? (
        <UnstyledButton component="button" type="button" fz="inherit" c="inherit" onClick={pick}>
          <IconPlus size={13} aria-hidden style={{ verticalAlign: -2 }} /> {t('import.add')}
        </UnstyledButton>
      ) : (
        <>
          <input
            ref={folder}
            type="file"
            hidden
            aria-label={t('import.folder')}
            data-testid="folder-input"
            {...{ webkitdirectory: '' }}
            onChange={(event) => take(event.currentTarget)}
          />
          <Button leftSection={<IconFiles size={16} aria-hidden />} onClick={pick}>
            {t('import.files')}
          </Button>
          <Button leftSection={<IconFolder size={16} aria-hidden />} onClick={() => folder.current?.click()}>
            {t('import.folder')}
          </Button>
        </>
      )}
    </>
  );
}
