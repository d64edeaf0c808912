import { ActionIcon, Menu, Modal } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDots } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Chat } from '../../../core/contract/models.ts';
import { ChatMenuItems } from '../../app/ChatMenuItems.tsx';
import { RenameChat } from '../../app/RenameChat.tsx';

/** What can be done with the open chat. */
export function ChatMenu({ chat }: { chat: Chat }) {
  const { t } = useTranslation();
  const [renaming, renamingActions] = useDisclosure(false);
  return (
    <>
      <Menu position="bottom-end" portalProps={{ target: '.main' }}>
        <Menu.Target>
          <ActionIcon aria-label={t('chat.actions')} data-testid="chat-menu">
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <ChatMenuItems chat={chat} onRename={renamingActions.open} />
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
