import { notifications } from '@mantine/notifications';
import type { SpotlightActionData } from '@mantine/spotlight';
import { IconArrowBackUp, IconArrowUp, IconFlask, IconPlayerPause } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { askMove } from '../pages/versions/askedMove.ts';
import { permissionOf } from '../pages/versions/releaseMoves.ts';
import { useMove, useRelease } from '../pages/versions/useRelease.ts';
import { keys } from '../shared/keys.ts';
import { notifyProblem } from '../shared/notifyProblem.tsx';
import { useLibrary, useServices } from '../shared/services.tsx';
import { go } from './routes.ts';

const ICON_SIZE = 18;

/** What can be done with the release from anywhere; only what its state allows is offered. */
export function useReleaseActions(): { actions: SpotlightActionData[]; refresh: () => void } {
  const { t } = useTranslation();
  const { client } = useServices();
  const cache = useQueryClient();
  const library = useLibrary()?.id;
  const release = useRelease();
  const status = release.data;
  const move = useMove();
  const betaChat = useMutation({
    mutationFn: () => client.chats.create({ pointer: 'beta', library }),
    onSuccess: (chat) => {
      void cache.invalidateQueries({ queryKey: keys.allChats });
      go('chat', chat.id);
    },
    onError: notifyProblem,
  });
  const can = (name: 'promote' | 'rollback' | 'pause') =>
    status !== undefined && permissionOf(status, { name }).allowed !== 'no';
  /** The dialog belongs to the Versions page, behind which stands what the move changes. */
  const askThere = (name: 'promote' | 'rollback') => {
    askMove({ name });
    go('versions');
  };
  const pause = () =>
    move.mutate(
      { move: { name: 'pause' } },
      {
        onSuccess: () =>
          notifications.show({
            message: t('release.paused'),
            withBorder: true,
            closeButtonProps: { 'aria-label': t('common.close') },
          }),
        onError: notifyProblem,
      },
    );
  const all = [
    {
      shown: Boolean(status?.beta),
      action: {
        id: 'beta-chat',
        label: t('release.palette.betaChat'),
        leftSection: <IconFlask size={ICON_SIZE} />,
        onClick: () => betaChat.mutate(),
      },
    },
    {
      shown: can('promote'),
      action: {
        id: 'promote',
        label: t('release.palette.promote'),
        leftSection: <IconArrowUp size={ICON_SIZE} />,
        onClick: () => askThere('promote'),
      },
    },
    {
      shown: can('rollback'),
      action: {
        id: 'rollback',
        label: t('release.palette.rollback'),
        leftSection: <IconArrowBackUp size={ICON_SIZE} />,
        onClick: () => askThere('rollback'),
      },
    },
    {
      shown: can('pause'),
      action: {
        id: 'pause',
        label: t('release.palette.pause'),
        leftSection: <IconPlayerPause size={ICON_SIZE} />,
        onClick: pause,
      },
    },
  ];
  return {
    actions: all.filter(({ shown }) => shown).map(({ action }) => action),
    refresh: () => void release.refetch(),
  };
}
