import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import i18next from 'i18next';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { DroppedFile } from './droppedFiles.ts';
import type { Language } from './language.ts';
import { notifyProblem } from './notifyProblem.tsx';
import { useLibrary, useServices } from './services.tsx';

const SHOWN_MS = 6000;
const NOTICE = 'import-started';

/** Says that an import has begun, unless the page that shows it is open already. */
function announce(files: number): void {
  if (location.hash.startsWith('#/library')) return;
  notifications.show({
    id: NOTICE,
    autoClose: SHOWN_MS,
    withBorder: true,
    closeButtonProps: { 'aria-label': i18next.t('common.close') },
    message: (
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">{i18next.t('import.started', { count: files })}</Text>
        <Button
          size="xs"
          onClick={() => {
            notifications.hide(NOTICE);
            location.hash = '#/library';
          }}
        >
          {i18next.t('import.show')}
        </Button>
      </Group>
    ),
  });
}

/** Ways to bring documents into the library in use. Errors are shown; nothing here rejects. */
export function useAddDocuments() {
  const { imports } = useServices();
  const { i18n } = useTranslation();
  const library = useLibrary()?.id;

  const addFiles = useCallback(
    async (files: DroppedFile[] | Promise<DroppedFile[]>) => {
      try {
        const list = await files;
        if (list.length === 0) return;
        announce(list.length);
        await imports.addFiles(list, library);
      } catch (error) {
        notifyProblem(error);
      }
    },
    [imports, library],
  );

  const addPaths = useCallback(
    async (paths: string[]) => {
      if (paths.length === 0) return;
      try {
        await imports.addPaths(paths, library);
        announce(paths.length);
      } catch (error) {
        notifyProblem(error);
      }
    },
    [imports, library],
  );

  const addSamples = useCallback(async () => {
    try {
      await imports.addSamples(i18n.language as Language);
    } catch (error) {
      notifyProblem(error);
    }
  }, [imports, i18n.language]);

  return { addFiles, addPaths, addSamples };
}
