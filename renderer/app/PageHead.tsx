import { Burger, Title } from '@mantine/core';
import { createContext, type ReactNode, useContext, useEffect } from 'react';
import { useTranslation } from 'react-i18next';

/** How a page opens the navigation where it does not fit beside the page. */
export const NavigationContext = createContext<{ narrow: boolean; open(): void }>({ narrow: false, open: () => {} });

/** Top line of a page: its name, then what can be done there. */
export function PageHead({ title, children }: { title: string; children?: ReactNode }) {
  const { t } = useTranslation();
  const { narrow, open } = useContext(NavigationContext);
  useEffect(() => {
    document.title = `${title} · Tandem`;
  }, [title]);
  return (
    <header className="head">
      {narrow && <Burger size="sm" opened={false} onClick={open} aria-label={t('nav.open')} />}
      <Title order={1} title={title}>
        {title}
      </Title>
      {children}
    </header>
  );
}
