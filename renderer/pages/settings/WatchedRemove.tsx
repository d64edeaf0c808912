import { Button, Checkbox, Group, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WatchedFolder } from '../../../core/contract/watched.ts';
import { keys } from '../../shared/keys.ts';
import { notifyProblem } from '../../shared/notifyProblem.tsx';
import { useServices } from '../../shared/services.tsx';

/** Asks what becomes of the documents of a folder that is no longer watched; they stay unless told otherwise. */
export function WatchedRemove({ folder, onDone }: { folder: WatchedFolder; onDone: () => void }) {
  const { t } = useTranslation();
  const { client } = useServices();
  const cache = useQueryClient();
  const [removeDocuments, setRemoveDocuments] = useState(false);
  const remove = useMutation({
    mutationFn: () => client.watched.remove({ id: folder.id, removeDocuments }),
    onSuccess: () => {
      for (const queryKey of [keys.allWatched, keys.allDocuments, keys.libraries, keys.importFiles])
        void cache.invalidateQueries({ queryKey });
      onDone();
    },
    onError: notifyProblem,
  });
  return (
    <>
      <Text style={{ overflowWrap: 'anywhere' }}>{t('watched.removeText', { path: folder.path })}</Text>
      <Checkbox
        mt="md"
        label={t('watched.removeDocuments')}
        description={t('watched.removeDocumentsText')}
        checked={removeDocuments}
        onChange={(event) => setRemoveDocuments(event.currentTarget.checked)}
        data-testid="watched-remove-documents"
      />
      <Group justify="flex-end" mt="md">
        <Button onClick={onDone} data-autofocus>
          {t('common.cancel')}
        </Button>
        <Button
          variant="filled"
          loading={remove.isPending}
          onClick={() => remove.mutate()}
          data-testid="watched-remove-confirm"
        >
          {t('watched.remove')}
        </Button>
      </Group>
    </>
  );
}
