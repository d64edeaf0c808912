import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { PageHead } from '../../app/PageHead.tsx';
import { useChangeSettings } from '../../app/useChangeSettings.ts';
import { ProblemNote } from '../../shared/Problem.tsx';
import { useSettings } from '../../shared/services.tsx';
import { Waiting } from '../../shared/Waiting.tsx';
import { AboutCard } from './AboutCard.tsx';
import { PrivacyCard } from './PrivacyCard.tsx';
import { SelfTest } from './SelfTest.tsx';
import { WatchedCard } from './WatchedCard.tsx';

const languages = ['auto', 'en', 'zh-CN'] as const;
const themes = ['auto', 'light', 'dark'] as const;

function Appearance() {
  const { t } = useTranslation();
  const settings = useSettings();
  const change = useChangeSettings();
  if (settings.isError) return <ProblemNote error={settings.error} onRetry={() => settings.refetch()} />;
  if (!settings.data) return <Waiting label={t('settings.loading')} />;
  const { language, theme } = settings.data;
  return (
    <section className="card" aria-labelledby="appearance-title">
      <h2 className="caption upper" id="appearance-title">
        {t('settings.appearance')}
      </h2>
      <div className="cards" style={{ marginTop: 10, maxWidth: 560 }}>
        <NativeSelect
          label={t('settings.language')}
          value={language}
          data-testid="language"
          data={languages.map((value) => ({ value, label: t(`languages.${value}`) }))}
          onChange={(event) => {
            const value = languages.find((one) => one === event.currentTarget.value);
            if (value) change.mutate({ language: value });
          }}
        />
        <NativeSelect
          label={t('settings.theme')}
          value={theme}
          data-testid="theme"
          data={themes.map((value) => ({ value, label: t(`settings.themes.${value}`) }))}
          onChange={(event) => {
            const value = themes.find((one) => one === event.currentTarget.value);
            if (value) change.mutate({ theme: value });
          }}
        />
      </div>
    </section>
  );
}

export function SettingsPage() {
  const { t } = useTranslation();
  return (
    <>
      <PageHead title={t('nav.settings')} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled area must be reachable by keyboard. */}
      <section className="body" tabIndex={0} aria-label={t('nav.settings')}>
        <div className="stack">
          <Appearance />
          <WatchedCard />
          <PrivacyCard />
          <SelfTest />
          <AboutCard />
        </div>
      </section>
    </>
  );
}
