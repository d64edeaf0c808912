import { ActionIcon, Menu, Modal, ScrollArea, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconDots, IconSearch, IconX } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Chat } from '../../core/contract/models.ts';
import { groupChats } from '../shared/groupChats.ts';
import { keys } from '../shared/keys.ts';
import { useServices, useVersions } from '../shared/services.tsx';
import { shortVersion } from '../shared/versionLabel.ts';
import { ChatMenuItems } from './ChatMenuItems.tsx';
import { RenameChat } from './RenameChat.tsx';
import { hashOf } from './routes.ts';

const SEARCH_AFTER_MS = 200;

function ChatRow({ chat, current, onRename }: { chat: Chat; current: boolean; onRename: () => void }) {
  const { t } = useTranslation();
  const { stable, beta } = useVersions();
  const version = chat.pointer === 'beta' ? beta : stable;
  const label = t(`pointer.${chat.pointer}`, { version: version ? shortVersion(version.version) : '' }).trim();
  const title = chat.title || t('chat.untitled');
  return (
    <div className="chat-row" data-current={current || undefined} data-testid="chat-row">
      <a href={hashOf('chat', chat.id)} aria-current={current ? 'page' : undefined} title={title}>
        <span className="dot" data-accent={chat.pointer} title={label} role="img" aria-label={label} />
        <Text span inherit truncate>
          {title}
        </Text>
      </a>
      <Menu position="bottom-end" portalProps={{ target: '.nav' }}>
        <Menu.Target>
          <ActionIcon className="more" size="sm" aria-label={t('chat.actionsFor', { title })}>
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <ChatMenuItems chat={chat} onRename={onRename} />
      </Menu>
    </div>
  );
}

/** Chats by day with a search over their text. */
export function ChatList({ current }: { current: string | null }) {
  const { t } = useTranslation();
  const { client } = useServices();
  const [text, setText] = useState('');
  const [searching, setSearching] = useState(false);
  const [renaming, setRenaming] = useState<Chat | null>(null);
  const [wanted] = useDebouncedValue(text.trim(), SEARCH_AFTER_MS);
  const { data } = useQuery({
    queryKey: keys.chats(wanted),
    queryFn: ({ signal }) => client.chats.list(wanted ? { text: wanted } : undefined, { signal }),
    placeholderData: keepPreviousData,
  });
  // A chat without a question is one whose first question never arrived: it is shown only while it is open.
  const chats = (data ?? []).filter((chat) => chat.turns > 0 || chat.id === current);
  const close = () => {
    setText('');
    setSearching(false);
  };

  return (
    <>
      {searching ? (
        <TextInput
          size="xs"
          mt={12}
          mb={2}
          autoFocus
          value={text}
          placeholder={t('chat.search')}
          aria-label={t('chat.search')}
          leftSection={<IconSearch size={14} aria-hidden />}
          rightSection={
            <ActionIcon size="xs" onClick={close} aria-label={t('chat.searchEnd')}>
              <IconX size={14} aria-hidden />
            </ActionIcon>
          }
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Escape' && close()}
        />
      ) : (
        <UnstyledButton
          className="nav-link"
          c="dimmed"
          mt={8}
          fz="sm"
          style={{ justifyContent: 'flex-start' }}
          onClick={() => setSearching(true)}
        >
          <IconSearch size={14} aria-hidden />
          {t('chat.search')}
        </UnstyledButton>
      )}
      <ScrollArea flex={1} mih={0} scrollbarSize={6} type="hover" viewportProps={{ tabIndex: -1 }}>
        {groupChats(chats, Date.now()).map((group) => (
          <section key={group.name} aria-labelledby={`chats-${group.name}`}>
            <h2 className="nav-group" id={`chats-${group.name}`}>
              {t(`chat.groups.${group.name}`)}
            </h2>
            {group.chats.map((chat) => (
              <ChatRow key={chat.id} chat={chat} current={chat.id === current} onRename={() => setRenaming(chat)} />
            ))}
          </section>
        ))}
        {wanted !== '' && chats.length === 0 && (
          <Text size="sm" c="dimmed" p={8} role="status">
            {t('chat.searchNothing')}
          </Text>
        )}
      </ScrollArea>
      <Modal
        opened={renaming !== null}
        onClose={() => setRenaming(null)}
        title={t('chat.rename')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        {renaming && <RenameChat chat={renaming} onDone={() => setRenaming(null)} />}
      </Modal>
    </>
  );
}
