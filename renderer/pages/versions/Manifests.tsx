import { Button, Collapse, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { InstalledVersion } from '../../../core/contract/models.ts';
import { keys } from '../../shared/keys.ts';
import { ProblemNote } from '../../shared/Problem.tsx';
import { useServices } from '../../shared/services.tsx';
import { VersionTag } from '../../shared/VersionTag.tsx';
import { Waiting } from '../../shared/Waiting.tsx';

function Manifest({ version }: { version: InstalledVersion }) {
  const { t } = useTranslation();
  const { client } = useServices();
  const shown = useQuery({
    queryKey: keys.manifest(version.id),
    queryFn: ({ signal }) => client.versions.show({ id: version.id }, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <div style={{ minWidth: 0 }}>
      <p style={{ margin: '0 0 6px' }}>
        <VersionTag id={version.id} pointer={version.pointer} />
      </p>
      {shown.isError && <ProblemNote error={shown.error} onRetry={() => shown.refetch()} />}
      {shown.isPending && <Waiting label={t('versions.loading')} />}
      {shown.data && <pre className="code">{JSON.stringify(shown.data.manifest, null, 2)}</pre>}
    </div>
  );
}

/** The manifests in full, side by side. */
export function Manifests({ versions }: { versions: InstalledVersion[] }) {
  const { t } = useTranslation();
  const [open, actions] = useDisclosure(false);
  return (
    <section className="card" aria-label={t('versions.manifests')}>
      <Group justify="space-between">
        <h2 className="caption upper">{t('versions.manifests')}</h2>
        <Button
          size="xs"
          aria-expanded={open}
          leftSection={open ? <IconChevronDown size={14} aria-hidden /> : <IconChevronRight size={14} aria-hidden />}
          onClick={actions.toggle}
          data-testid="manifests"
        >
          {open ? t('versions.hide') : t('versions.show')}
        </Button>
      </Group>
      <Collapse expanded={open}>
        {open && (
          <div className="cards" style={{ marginTop: 10 }}>
            {versions.map((version) => (
              <Manifest key={version.id} version={version} />
            ))}
          </div>
        )}
      </Collapse>
    </section>
  );
}
