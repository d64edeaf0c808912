import { Button, Group, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Document } from '../../../core/contract/models.ts';
import { keys } from '../../shared/keys.ts';
import { notifyProblem } from '../../shared/notifyProblem.tsx';
import { useServices } from '../../shared/services.tsx';

/** Asks before a document leaves the library and says what stays. */
export function RemoveDocument({ document, onDone }: { document: Document; onDone: () => void }) {
  const { t } = useTranslation();
  const { client } = useServices();
  const cache = useQueryClient();
  const remove = useMutation({
    mutationFn: () => client.documents.remove({ id: document.id }),
    onSuccess: () => {
      for (const queryKey of [keys.allDocuments, keys.libraries, keys.versions])
        void cache.invalidateQueries({ queryKey });
      onDone();
    },
    onError: notifyProblem,
  });
  return (
    <>
      <Text>{t('library.removeText', { name: document.name })}</Text>
      <Group justify="flex-end" mt="md">
        <Button onClick={onDone} data-autofocus>
          {t('common.cancel')}
        </Button>
        <Button
          variant="filled"
          data-testid="remove-confirm"
          loading={remove.isPending}
          onClick={() => remove.mutate()}
        >
          {t('library.remove')}
        </Button>
      </Group>
    </>
  );
}
