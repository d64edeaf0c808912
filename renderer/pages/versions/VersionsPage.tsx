import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemNote } from '../../shared/Problem.tsx';
import { useVersions } from '../../shared/services.tsx';
import { Waiting } from '../../shared/Waiting.tsx';
import { AuditCard } from './AuditCard.tsx';
import { CloneDialog } from './CloneDialog.tsx';
import { Differences } from './Differences.tsx';
import { GuardsCard } from './GuardsCard.tsx';
import { HistoryCard } from './HistoryCard.tsx';
import { InstallDialog } from './InstallDialog.tsx';
import { ManifestDrop } from './ManifestDrop.tsx';
import { Manifests } from './Manifests.tsx';
import { MoveDialog } from './MoveDialog.tsx';
import { OtherVersions } from './OtherVersions.tsx';
import { RampCard } from './RampCard.tsx';
import { useInstall } from './useInstall.tsx';
import { useRelease } from './useRelease.ts';
import { VersionCards } from './VersionCards.tsx';
import { VersionsHead } from './VersionsHead.tsx';

/** Which versions there are, where the release of the next one stands, and everything that moves it. */
export function VersionsPage() {
  const { t } = useTranslation();
  const { query, list, stable, beta, previous } = useVersions();
  const release = useRelease(true);
  const status = release.data;
  const install = useInstall();
  const [open, setOpen] = useState<'install' | 'clone' | null>(null);
  const [dropped, setDropped] = useState<File | null>(null);
  const begin = (what: 'install' | 'clone') => {
    // What went wrong the last time says nothing about what is begun now.
    if (!install.isPending) install.reset();
    setOpen(what);
  };
  const close = () => {
    setOpen(null);
    setDropped(null);
  };
  const shown = [stable, beta, previous].filter((version) => version !== null);
  return (
    <ManifestDrop
      onManifest={(file) => {
        setDropped(file);
        begin('install');
      }}
    >
      <VersionsHead status={status} onInstall={() => begin('install')} onClone={() => begin('clone')} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled area must be reachable by keyboard. */}
      <section className="body" tabIndex={0} aria-label={t('nav.versions')}>
        <div className="stack">
          {query.isError && <ProblemNote error={query.error} onRetry={() => query.refetch()} />}
          {release.isError && !query.isError && <ProblemNote error={release.error} onRetry={() => release.refetch()} />}
          {(query.isPending || release.isPending) && <Waiting label={t('versions.loading')} />}
          <VersionCards stable={stable} beta={beta} previous={previous} status={status} />
          {status && <RampCard status={status} />}
          {status && (
            <div className="guards-and-changes" data-single={!beta || undefined}>
              <GuardsCard status={status} />
              {stable && beta && <Differences stable={stable} beta={beta} />}
            </div>
          )}
          {status && <OtherVersions list={list} status={status} />}
          <HistoryCard />
          <AuditCard />
          {stable && <Manifests versions={shown} />}
        </div>
      </section>
      <MoveDialog status={status} />
      {status && (
        <>
          <InstallDialog
            opened={open === 'install'}
            dropped={dropped}
            status={status}
            taken={list.map(({ id }) => id)}
            install={install}
            onClose={close}
          />
          <CloneDialog opened={open === 'clone'} list={list} status={status} install={install} onClose={close} />
        </>
      )}
    </ManifestDrop>
  );
}
