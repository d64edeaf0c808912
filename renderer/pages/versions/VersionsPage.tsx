import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { InstalledVersion } from '../../../core/contract/models.ts';
import { PageHead } from '../../app/PageHead.tsx';
import { useFormat } from '../../shared/format.ts';
import { ProblemNote } from '../../shared/Problem.tsx';
import { useVersions } from '../../shared/services.tsx';
import { accentOf } from '../../shared/versionLabel.ts';
import { Waiting } from '../../shared/Waiting.tsx';
import { Differences } from './Differences.tsx';
import { Manifests } from './Manifests.tsx';

const FINGERPRINT_SHOWN = 12;

function VersionCard({ version }: { version: InstalledVersion }) {
  const { t } = useTranslation();
  const format = useFormat();
  const pointer = version.pointer ?? 'previous';
  return (
    <article className="card" data-accent={accentOf(version.pointer)} data-testid={`version-${pointer}`}>
      <p className="caption upper">
        {t(`versions.pointer.${pointer}`)} · {t('versions.installed', { date: format.date(version.installedAt) })}
      </p>
      <Text fz={18} fw={650} my={2} title={version.id}>
        {version.name} {version.version}
      </Text>
      {version.goal && <Text mb={4}>{version.goal}</Text>}
      {version.notes && version.notes !== version.goal && (
        <Text size="sm" c="dimmed" mb={4}>
          {version.notes}
        </Text>
      )}
      <Text size="sm" c="dimmed">
        {version.ready === version.documents
          ? t('versions.ready', { count: version.documents, formatted: format.number(version.documents) })
          : t('versions.partly', { ready: format.number(version.ready), total: format.number(version.documents) })}{' '}
        · {t('import.chunks', { count: version.chunks, formatted: format.number(version.chunks) })}
      </Text>
      <Text size="sm" c="dimmed" title={version.fingerprint} data-fingerprint={version.fingerprint}>
        {t('versions.fingerprint')}{' '}
        <Text span ff="monospace" fz={12}>
          {version.fingerprint.slice(0, FINGERPRINT_SHOWN) || '–'}
        </Text>
      </Text>
    </article>
  );
}

/** Which versions are installed, what each has read, and in what they differ. */
export function VersionsPage() {
  const { t } = useTranslation();
  const { query, stable, beta, previous } = useVersions();
  const cards = [stable, beta, previous].filter((version) => version !== null);
  return (
    <>
      <PageHead title={t('nav.versions')} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled area must be reachable by keyboard. */}
      <section className="body" tabIndex={0} aria-label={t('nav.versions')}>
        <div className="stack">
          {query.isError && <ProblemNote error={query.error} onRetry={() => query.refetch()} />}
          {query.isPending && <Waiting label={t('versions.loading')} />}
          <div className="cards">
            {cards.map((version) => (
              <VersionCard key={version.id} version={version} />
            ))}
            {query.isSuccess && !beta && (
              <article className="card" style={{ borderStyle: 'dashed' }}>
                <p className="caption upper">{t('versions.pointer.beta')}</p>
                <Text c="dimmed" size="sm">
                  {t('versions.noBeta')}
                </Text>
              </article>
            )}
          </div>
          {stable && beta && <Differences stable={stable} beta={beta} />}
          {stable && <Manifests versions={cards} />}
        </div>
      </section>
    </>
  );
}
