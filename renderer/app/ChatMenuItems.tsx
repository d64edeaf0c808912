import { Menu } from '@mantine/core';
import { IconPencil, IconPin, IconPinnedOff, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Chat } from '../../core/contract/models.ts';
import { useChatActions } from './useChatActions.tsx';

/** What can be done with a chat, in its row as in its header. */
export function ChatMenuItems({ chat, onRename }: { chat: Chat; onRename: () => void }) {
  const { t } = useTranslation();
  const actions = useChatActions();
  return (
    <Menu.Dropdown>
      <Menu.Item
        leftSection={chat.pinned ? <IconPinnedOff size={16} /> : <IconPin size={16} />}
        onClick={() => actions.pin.mutate(chat)}
      >
        {chat.pinned ? t('chat.unpin') : t('chat.pin')}
      </Menu.Item>
      <Menu.Item leftSection={<IconPencil size={16} />} onClick={onRename}>
        {t('chat.rename')}
      </Menu.Item>
      <Menu.Item leftSection={<IconTrash size={16} />} onClick={() => actions.remove.mutate(chat)}>
        {t('chat.delete')}
      </Menu.Item>
    </Menu.Dropdown>
  );
}
