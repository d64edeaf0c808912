import { Button, VisuallyHidden } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../shared/format.ts';
import { keys } from '../shared/keys.ts';
import { useLibrary, useServices, useVersions } from '../shared/services.tsx';
import { ChatList } from './ChatList.tsx';
import { LibraryPicker } from './LibraryPicker.tsx';
import { go, hashOf, type Page, pages, type Route } from './routes.ts';

function useConnections() {
  const { client } = useServices();
  return useQuery({ queryKey: keys.about, queryFn: ({ signal }) => client.system.about(undefined, { signal }) }).data
    ?.connections;
}

/** Left side: pages, chats, and at the foot the library in use and the count of network connections. */
export function Navigation({ route, onGo }: { route: Route; onGo?: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const library = useLibrary();
  const { beta } = useVersions();
  const connections = useConnections();

  const badge = (page: Page) => {
    if (page === 'library' && library)
      return (
        <span style={{ color: 'var(--dim)', fontWeight: 400 }}>
          {format.number(library.documents)}
          <VisuallyHidden> {t('library.documents', { count: library.documents })}</VisuallyHidden>
        </span>
      );
    if (page === 'versions' && beta)
      return (
        <>
          <span className="dot" data-accent="beta" title={t('nav.betaInstalled')} />
          <VisuallyHidden>{t('nav.betaInstalled')}</VisuallyHidden>
        </>
      );
    return null;
  };

  return (
    <nav className="nav" aria-label={t('nav.label')}>
      <div className="brand">
        <i aria-hidden />
        Tandem
      </div>
      <Button
        fullWidth
        mb={8}
        data-testid="new-chat"
        onClick={() => {
          go('chat');
          onGo?.();
        }}
      >
        {t('nav.newChat')}
      </Button>
      {pages.map((page) => (
        <a
          key={page}
          className="nav-link"
          href={hashOf(page)}
          aria-current={route.page === page ? 'page' : undefined}
          data-testid={`nav-${page}`}
          onClick={onGo}
        >
          <span>{t(`nav.${page}`)}</span>
          {badge(page)}
        </a>
      ))}
      <ChatList current={route.page === 'chat' ? route.id : null} />
      <div style={{ color: 'var(--dim)', fontSize: 12, padding: '8px 8px 4px' }}>
        <LibraryPicker />
        <div>{connections === undefined ? '\u00a0' : t('nav.offline', { count: connections })}</div>
      </div>
    </nav>
  );
}
