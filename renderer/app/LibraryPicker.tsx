import { Button, Group, Menu, Modal, TextInput, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconCheck, IconChevronDown, IconPlus } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../shared/format.ts';
import { keys } from '../shared/keys.ts';
import { notifyProblem } from '../shared/notifyProblem.tsx';
import { useLibraries, useLibrary, useServices } from '../shared/services.tsx';
import { useLibraryName } from '../shared/useLibraryName.ts';
import { useChangeSettings } from './useChangeSettings.ts';

const LONGEST_NAME = 200;

function NewLibrary({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const { client } = useServices();
  const cache = useQueryClient();
  const change = useChangeSettings();
  const [name, setName] = useState('');
  const create = useMutation({
    mutationFn: () => client.libraries.create({ name: name.trim() }),
    onSuccess: async (library) => {
      await cache.invalidateQueries({ queryKey: keys.libraries });
      change.mutate({ library: library.id });
      onDone();
    },
    onError: notifyProblem,
  });
  const ready = name.trim() !== '';
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) create.mutate();
      }}
    >
      <TextInput
        data-autofocus
        label={t('library.name')}
        description={t('library.nameHint')}
        value={name}
        maxLength={LONGEST_NAME}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Group justify="flex-end" mt="md">
        <Button onClick={onDone}>{t('common.cancel')}</Button>
        <Button variant="filled" type="submit" disabled={!ready} loading={create.isPending}>
          {t('library.create')}
        </Button>
      </Group>
    </form>
  );
}

/** Names the library in use and changes it for new chats and new documents. */
export function LibraryPicker() {
  const { t } = useTranslation();
  const format = useFormat();
  const libraries = useLibraries().data ?? [];
  const library = useLibrary();
  const nameOf = useLibraryName();
  const change = useChangeSettings();
  const [creating, creatingActions] = useDisclosure(false);
  if (!library) return null;
  return (
    <>
      <Menu position="top-start" portalProps={{ target: '.nav' }}>
        <Menu.Target>
          <UnstyledButton fz="inherit" c="inherit" maw="100%" data-testid="library-picker">
            <Group gap={4} wrap="nowrap">
              <span style={{ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>
                {t('nav.currentLibrary', { name: nameOf(library) })}
              </span>
              <IconChevronDown size={13} aria-hidden style={{ flex: 'none' }} />
            </Group>
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          {libraries.map((one) => (
            <Menu.Item
              key={one.id}
              leftSection={one.id === library.id ? <IconCheck size={16} /> : <span style={{ width: 16 }} />}
              rightSection={<span style={{ color: 'var(--dim)' }}>{format.number(one.documents)}</span>}
              aria-current={one.id === library.id || undefined}
              onClick={() => change.mutate({ library: one.id })}
            >
              {nameOf(one)}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item leftSection={<IconPlus size={16} />} onClick={creatingActions.open}>
            {t('library.new')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={creating}
        onClose={creatingActions.close}
        title={t('library.new')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <NewLibrary onDone={creatingActions.close} />
      </Modal>
    </>
  );
}
