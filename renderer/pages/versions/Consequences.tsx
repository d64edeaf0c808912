import { useTranslation } from 'react-i18next';
import type { ReleaseStatus } from '../../../core/contract/release-models.ts';
import { useFormat } from '../../shared/format.ts';
import { type Consequence, consequencesOf } from './consequences.ts';
import type { Move } from './releaseMoves.ts';
import { useReleaseWords } from './useReleaseWords.ts';

/** What a move changes, in numbers: now and after. */
export function Consequences({ status, move }: { status: ReleaseStatus; move: Move }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useReleaseWords();
  const rows = consequencesOf(status, move);
  if (rows.length === 0) return null;
  const show = (row: Consequence, value: string | number | null) => {
    if (row.what === 'share') return format.percent(Number(value) / 100);
    return value === null ? t('release.none') : words.version(String(value));
  };
  return (
    <table className="rows" data-testid="consequences">
      <thead>
        <tr>
          <th scope="col">{t('release.change')}</th>
          <th scope="col">{t('release.now')}</th>
          <th scope="col">{t('release.after')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.what === 'share' ? `share ${row.version}` : row.what}>
            <th scope="row">
              {row.what === 'share'
                ? t('release.shareOf', { version: words.version(row.version) })
                : t(`versions.pointer.${row.what}`)}
            </th>
            <td style={{ color: 'var(--dim)' }}>{show(row, row.now)}</td>
            <td style={{ fontWeight: 600 }}>{show(row, row.after)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
