import { Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight';
import {
  IconColumns2,
  IconFiles,
  IconKeyboard,
  IconLanguage,
  IconMessage,
  IconMoon,
  IconPlus,
  IconSearch,
  IconSettings,
  IconSun,
  IconSunMoon,
  IconSwitchHorizontal,
  IconVersions,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { keys } from '../shared/keys.ts';
import { pointerSwitch } from '../shared/pointerSwitch.ts';
import { useServices, useVersions } from '../shared/services.tsx';
import { go, type Page, pages, useRoute } from './routes.ts';
import { useChangeSettings } from './useChangeSettings.ts';
import { useReleaseActions } from './useReleaseActions.tsx';

const pageIcons = {
  chat: IconMessage,
  compare: IconColumns2,
  library: IconFiles,
  versions: IconVersions,
  settings: IconSettings,
} satisfies Record<Page, unknown>;

const CHATS_SHOWN = 50;

/** Everything that can be done by name: Ctrl-K or Cmd-K. */
export function Palette({ onShortcuts }: { onShortcuts: () => void }) {
  const { t } = useTranslation();
  const { client } = useServices();
  const route = useRoute();
  const { beta } = useVersions();
  const change = useChangeSettings();
  const chats = useQuery({
    queryKey: keys.chats(),
    queryFn: ({ signal }) => client.chats.list(undefined, { signal }),
  }).data;
  const release = useReleaseActions();
  const size = 18;

  const actions: SpotlightActionGroupData[] = [
    {
      group: t('palette.actions'),
      actions: [
        { id: 'new', label: t('nav.newChat'), leftSection: <IconPlus size={size} />, onClick: () => go('chat') },
        ...release.actions,
        ...(beta && route.page === 'chat'
          ? [
              {
                id: 'version',
                label: t('palette.version'),
                leftSection: <IconSwitchHorizontal size={size} />,
                onClick: () => pointerSwitch.toggle(),
              },
            ]
          : []),
        {
          id: 'light',
          label: t('palette.light'),
          leftSection: <IconSun size={size} />,
          onClick: () => change.mutate({ theme: 'light' }),
        },
        {
          id: 'dark',
          label: t('palette.dark'),
          leftSection: <IconMoon size={size} />,
          onClick: () => change.mutate({ theme: 'dark' }),
        },
        {
          id: 'auto',
          label: t('palette.auto'),
          leftSection: <IconSunMoon size={size} />,
          onClick: () => change.mutate({ theme: 'auto' }),
        },
        // Named in its own language, so that whoever needs it can read it.
        {
          id: 'en',
          label: t('languages.en'),
          keywords: ['language', '语言', 'English'],
          leftSection: <IconLanguage size={size} />,
          onClick: () => change.mutate({ language: 'en' }),
        },
        {
          id: 'zh',
          label: t('languages.zh-CN'),
          keywords: ['language', '语言', 'Chinese', '中文'],
          leftSection: <IconLanguage size={size} />,
          onClick: () => change.mutate({ language: 'zh-CN' }),
        },
        {
          id: 'keys',
          label: t('shortcuts.title'),
          leftSection: <IconKeyboard size={size} />,
          onClick: onShortcuts,
        },
      ],
    },
    {
      group: t('palette.pages'),
      actions: pages.map((page) => {
        const Icon = pageIcons[page];
        return {
          id: `page-${page}`,
          label: t(`nav.${page}`),
          leftSection: <Icon size={size} />,
          onClick: () => go(page),
        };
      }),
    },
    {
      group: t('palette.chats'),
      actions: (chats ?? [])
        .filter((chat) => chat.turns > 0)
        .slice(0, CHATS_SHOWN)
        .map((chat) => ({
          id: `chat-${chat.id}`,
          label: chat.title || t('chat.untitled'),
          leftSection: <span className="dot" data-accent={chat.pointer} style={{ margin: 5 }} />,
          onClick: () => go('chat', chat.id),
        })),
    },
  ];

  return (
    <Spotlight
      actions={actions}
      onSpotlightOpen={release.refresh}
      shortcut={['mod + K']}
      // The question box has the focus most of the time.
      tagsToIgnore={[]}
      nothingFound={t('palette.nothing')}
      highlightQuery
      scrollable
      attributes={{ content: { 'aria-label': t('palette.label') } }}
      overlayProps={{ backgroundOpacity: 0.35, blur: 0 }}
      maxHeight={440}
      searchProps={{
        leftSection: <IconSearch size={18} aria-hidden />,
        placeholder: t('palette.placeholder'),
        'aria-label': t('palette.placeholder'),
      }}
    />
  );
}
