import { Drawer } from '@mantine/core';
import { useDisclosure, useHotkeys, useMediaQuery } from '@mantine/hooks';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { ChatPage } from '../pages/chat/ChatPage.tsx';
import { ComparePage } from '../pages/compare/ComparePage.tsx';
import { LibraryPage } from '../pages/library/LibraryPage.tsx';
import { SettingsPage } from '../pages/settings/SettingsPage.tsx';
import { VersionsPage } from '../pages/versions/VersionsPage.tsx';
import { useServices } from '../shared/services.tsx';
import { ConnectionNotice } from './ConnectionNotice.tsx';
import { DropOverlay } from './DropOverlay.tsx';
import { Navigation } from './Navigation.tsx';
import { NavigationContext } from './PageHead.tsx';
import { Palette } from './Palette.tsx';
import { go, useRoute } from './routes.ts';
import { Shortcuts } from './Shortcuts.tsx';
import { useApplySettings } from './useChangeSettings.ts';

/** The frame around every page: navigation, shortcuts, palette, and files dropped anywhere. */
export function Shell() {
  const { t } = useTranslation();
  const { imports } = useServices();
  const route = useRoute();
  const narrow = useMediaQuery('(width < 768px)', matchMedia('(width < 768px)').matches) ?? false;
  const [menu, menuActions] = useDisclosure(false);
  const [sheet, sheetActions] = useDisclosure(false);
  const main = useRef<HTMLElement>(null);
  useApplySettings();

  useEffect(() => {
    const controller = new AbortController();
    void imports.watch(controller.signal);
    return () => controller.abort();
  }, [imports]);

  useHotkeys([
    ['shift+?', sheetActions.toggle],
    ['?', sheetActions.toggle],
    ['mod+shift+O', () => go('chat')],
  ]);

  // Going anywhere closes the menu.
  useEffect(() => menuActions.close(), [route.page, route.id]);

  const page = {
    chat: <ChatPage key={route.id ?? 'new'} id={route.id} />,
    compare: <ComparePage />,
    library: <LibraryPage />,
    versions: <VersionsPage />,
    settings: <SettingsPage />,
  }[route.page];

  return (
    <NavigationContext value={{ narrow, open: menuActions.open }}>
      <section aria-label={t('app.skip')}>
        <a
          className="skip"
          href={location.hash || '#/chat'}
          onClick={(event) => {
            event.preventDefault();
            main.current?.focus();
          }}
        >
          {t('app.skip')}
        </a>
      </section>
      <div className="app">
        {!narrow && <Navigation route={route} />}
        <main className="main" ref={main} tabIndex={-1}>
          <ConnectionNotice />
          {page}
        </main>
      </div>
      {narrow && (
        <Drawer
          opened={menu}
          onClose={menuActions.close}
          size={272}
          withCloseButton={false}
          padding={0}
          attributes={{ content: { 'aria-label': t('nav.label') } }}
          styles={{ body: { height: '100%' }, content: { background: 'var(--bg)' } }}
        >
          <Navigation route={route} onGo={menuActions.close} />
        </Drawer>
      )}
      <Palette onShortcuts={sheetActions.open} />
      <Shortcuts opened={sheet} onClose={sheetActions.close} />
      <DropOverlay />
    </NavigationContext>
  );
}
