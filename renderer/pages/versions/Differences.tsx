import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import type { InstalledVersion } from '../../../core/contract/models.ts';
import { keys } from '../../shared/keys.ts';
import { ProblemNote } from '../../shared/Problem.tsx';
import { useServices } from '../../shared/services.tsx';
import { VersionTag } from '../../shared/VersionTag.tsx';
import { Waiting } from '../../shared/Waiting.tsx';
import { showValue } from './showValue.ts';

function Value({ value }: { value: unknown }) {
  const { t } = useTranslation();
  const text = showValue(value);
  if (text === null)
    return (
      <Text span inherit c="dimmed">
        {t('versions.absent')}
      </Text>
    );
  return <span style={{ whiteSpace: 'pre-wrap' }}>{text}</span>;
}

/** A path of keys that breaks between its parts and not inside a word. */
function Key({ path }: { path: string }) {
  return path.split('.').map((part, index) => (
    <Fragment key={part}>
      {index > 0 && (
        <>
          .<wbr />
        </>
      )}
      {part}
    </Fragment>
  ));
}

/** What differs between the two manifests, key by key. */
export function Differences({ stable, beta }: { stable: InstalledVersion; beta: InstalledVersion }) {
  const { t } = useTranslation();
  const { client } = useServices();
  const differences = useQuery({
    queryKey: [...keys.differences, stable.id, beta.id],
    queryFn: ({ signal }) => client.versions.differences(undefined, { signal }),
  });
  return (
    <section className="card" aria-labelledby="differences-title" data-testid="differences">
      <h2 className="caption upper" id="differences-title">
        {t('versions.differences')}
      </h2>
      {differences.isError && <ProblemNote error={differences.error} onRetry={() => differences.refetch()} />}
      {differences.isPending && <Waiting label={t('versions.comparing')} />}
      {differences.data &&
        (differences.data.keys.length === 0 ? (
          <Text c="dimmed">{t('versions.same')}</Text>
        ) : (
          <table className="rows fixed">
            <thead>
              <tr>
                <th scope="col">{t('versions.key')}</th>
                <th scope="col">
                  <VersionTag id={stable.id} pointer="stable" />
                </th>
                <th scope="col">
                  <VersionTag id={beta.id} pointer="beta" />
                </th>
              </tr>
            </thead>
            <tbody>
              {differences.data.keys.map((row) => (
                <tr key={row.key}>
                  <th
                    scope="row"
                    style={{
                      overflowWrap: 'break-word',
                      fontFamily: 'var(--mantine-font-family-monospace)',
                      fontWeight: 400,
                    }}
                  >
                    <Key path={row.key} />
                  </th>
                  <td style={{ color: 'var(--dim)' }}>
                    <Value value={row.stable} />
                  </td>
                  <td>
                    <Value value={row.beta} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        ))}
    </section>
  );
}
