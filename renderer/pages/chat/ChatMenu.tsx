import { ActionIcon, Menu, Modal } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDots, IconPencil, IconPin, IconPinnedOff, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Chat } from '../../../core/contract/models.ts';
import { RenameChat } from '../../app/RenameChat.tsx';
import { useChatActions } from '../../app/useChatActions.tsx';

/** What can be done with the open chat. */
export function ChatMenu({ chat }: { chat: Chat }) {
  const { t } = useTranslation();
  const actions = useChatActions();
  const [renaming, renamingActions] = useDisclosure(false);
  return (
    <>
      <Menu position="bottom-end" portalProps={{ target: '.main' }}>
        <Menu.Target>
          <ActionIcon aria-label={t('chat.actions')} data-testid="chat-menu">
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={chat.pinned ? <IconPinnedOff size={16} /> : <IconPin size={16} />}
            onClick={() => actions.pin.mutate(chat)}
          >
            {chat.pinned ? t('chat.unpin') : t('chat.pin')}
          </Menu.Item>
          <Menu.Item leftSection={<IconPencil size={16} />} onClick={renamingActions.open}>
            {t('chat.rename')}
          </Menu.Item>
          <Menu.Item leftSection={<IconTrash size={16} />} onClick={() => actions.remove.mutate(chat)}>
            {t('chat.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={renaming}
        onClose={renamingActions.close}
        title={t('chat.rename')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <RenameChat chat={chat} onDone={renamingActions.close} />
      </Modal>
    </>
  );
}
