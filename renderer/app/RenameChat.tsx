import { Button, Group, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Chat } from '../../core/contract/models.ts';
import { useChatActions } from './useChatActions.tsx';

const LONGEST_TITLE = 200;

export function RenameChat({ chat, onDone }: { chat: Chat; onDone: () => void }) {
  const { t } = useTranslation();
  const { rename } = useChatActions();
  const [title, setTitle] = useState(chat.title);
  const ready = title.trim() !== '';
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) rename.mutate({ id: chat.id, title: title.trim() }, { onSuccess: onDone });
      }}
    >
      <TextInput
        data-autofocus
        label={t('chat.title')}
        value={title}
        maxLength={LONGEST_TITLE}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      <Group justify="flex-end" mt="md">
        <Button onClick={onDone}>{t('common.cancel')}</Button>
        <Button variant="filled" type="submit" disabled={!ready} loading={rename.isPending}>
          {t('common.save')}
        </Button>
      </Group>
    </form>
  );
}
