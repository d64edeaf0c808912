import { Anchor, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { hashOf } from '../../app/routes.ts';
import { useStore } from '../../shared/createStore.ts';
import { isBusy } from '../../shared/imports.ts';
import { useServices } from '../../shared/services.tsx';

/** Says why an answer may miss a document that was only just added. */
export function StillReading() {
  const { t } = useTranslation();
  const { imports } = useServices();
  const open = useStore(imports.store, (state) => {
    if (!isBusy(state)) return 0;
    const { progress, uploads } = state;
    return uploads.length + (progress ? progress.total - progress.finished : 0);
  });
  if (open === 0) return null;
  return (
    <Text size="sm" c="dimmed" ta="center" px="md" pb={6} role="status" data-testid="still-reading">
      {t('chat.stillReading', { count: open })}{' '}
      <Anchor href={hashOf('library')} inherit c="inherit" underline="always">
        {t('import.show')}
      </Anchor>
    </Text>
  );
}
