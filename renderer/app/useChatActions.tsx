import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Chat, Turn } from '../../core/contract/models.ts';
import { keys } from '../shared/keys.ts';
import { notifyProblem } from '../shared/notifyProblem.tsx';
import { useServices } from '../shared/services.tsx';
import { go, parseRoute } from './routes.ts';

const UNDO_MS = 10_000;

/** What can be done with a chat from a list: pin, rename, delete with undo, and move its version switch. */
export function useChatActions() {
  const { t } = useTranslation();
  const { client, asking } = useServices();
  const cache = useQueryClient();

  const refresh = (id: string) => {
    void cache.invalidateQueries({ queryKey: keys.allChats });
    void cache.invalidateQueries({ queryKey: keys.chat(id) });
  };

  const restore = useMutation({
    mutationFn: (id: string) => client.chats.restore({ id }),
    onSuccess: (chat) => {
      refresh(chat.id);
      go('chat', chat.id);
    },
    onError: notifyProblem,
  });

  const pin = useMutation({
    mutationFn: (chat: Chat) => client.chats.pin({ id: chat.id, pinned: !chat.pinned }),
    onSuccess: (chat) => refresh(chat.id),
    onError: notifyProblem,
  });

  const rename = useMutation({
    mutationFn: (input: { id: string; title: string }) => client.chats.rename(input),
    onSuccess: (chat) => refresh(chat.id),
    onError: notifyProblem,
  });

  const remove = useMutation({
    mutationFn: (chat: Chat) => {
      asking.stop(chat.id);
      return client.chats.remove({ id: chat.id });
    },
    onSuccess: (_removed, chat) => {
      if (parseRoute(location.hash).id === chat.id) go('chat');
      cache.removeQueries({ queryKey: keys.chat(chat.id) });
      void cache.invalidateQueries({ queryKey: keys.allChats });
      const notice = `removed-${chat.id}`;
      notifications.show({
        id: notice,
        autoClose: UNDO_MS,
        withBorder: true,
        closeButtonProps: { 'aria-label': t('common.close') },
        message: (
          <Group justify="space-between" wrap="nowrap">
            <Text size="sm" lineClamp={2}>
              {t('chat.deleted', { title: chat.title || t('chat.untitled') })}
            </Text>
            <Button
              size="xs"
              onClick={() => {
                notifications.hide(notice);
                restore.mutate(chat.id);
              }}
            >
              {t('common.undo')}
            </Button>
          </Group>
        ),
      });
    },
    onError: notifyProblem,
  });

  const setPointer = useMutation({
    mutationFn: (input: { id: string; pointer: 'stable' | 'beta' }) => client.chats.setPointer(input),
    onMutate: ({ id, pointer }) =>
      cache.setQueryData<Chat & { history: Turn[] }>(keys.chat(id), (chat) => (chat ? { ...chat, pointer } : chat)),
    onError: notifyProblem,
    onSettled: (_chat, _error, { id }) => refresh(id),
  });

  return { pin, rename, remove, setPointer };
}
