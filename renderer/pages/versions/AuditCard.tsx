import { Button, Collapse, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type AuditRow, RouteRule } from '../../../core/contract/release-models.ts';
import { useFormat } from '../../shared/format.ts';
import { notifyProblem } from '../../shared/notifyProblem.tsx';
import { ProblemNote } from '../../shared/Problem.tsx';
import { useServices } from '../../shared/services.tsx';
import { Waiting } from '../../shared/Waiting.tsx';
import { auditCsv, rowsOfLines } from './auditFile.ts';
import { useAudit, useWhat } from './HistoryCard.tsx';
import { saveFile } from './saveFile.ts';
import { useReleaseWords } from './useReleaseWords.ts';
import { useRuleWords } from './useRuleWords.ts';

/** Who the log calls what the application does by itself. */
const BY_ITSELF = 'tandem';

function Row({ row }: { row: AuditRow }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useReleaseWords();
  const what = useWhat();
  const ruleWords = useRuleWords();
  const rule = row.what.startsWith('rule-') ? RouteRule.safeParse(row.evidence).data : undefined;
  return (
    <tr>
      <td style={{ whiteSpace: 'nowrap' }}>{format.dateTime(row.at)}</td>
      <td>{row.who === BY_ITSELF ? t('release.byItself') : row.who}</td>
      <td>{what(row.what)}</td>
      <td>{row.version ? words.version(row.version) : ''}</td>
      <td>{words.stateOrText(row.from)}</td>
      <td>{rule ? t(`versions.pointer.${rule.to}`) : words.stateOrText(row.to)}</td>
      <td>{rule ? ruleWords(rule) : words.why(row.why)}</td>
    </tr>
  );
}

function Log() {
  const { t } = useTranslation();
  const audit = useAudit();
  if (audit.isError) return <ProblemNote compact error={audit.error} onRetry={() => audit.refetch()} />;
  if (audit.isPending) return <Waiting label={t('release.auditLoading')} />;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled area must be reachable by keyboard.
    <section className="audit" tabIndex={0} aria-label={t('release.auditHint')}>
      <table className="rows" data-testid="audit-rows">
        <thead>
          <tr>
            {(['at', 'who', 'what', 'version', 'from', 'to', 'why'] as const).map((name) => (
              <th key={name} scope="col">
                {t(`release.auditHead.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {audit.data.map((row) => (
            <Row key={row.id} row={row} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** The audit log: shown, checked, and saved as a file. */
export function AuditCard() {
  const { t } = useTranslation();
  const { client } = useServices();
  const [open, actions] = useDisclosure(false);
  const verify = useMutation({ mutationFn: () => client.audit.verify(), onError: notifyProblem });
  const save = useMutation({
    mutationFn: async (kind: 'csv' | 'json') => {
      const { lines } = await client.audit.export();
      const day = new Date().toISOString().slice(0, 10);
      if (kind === 'json') saveFile(`tandem-audit-${day}.jsonl`, lines, 'application/jsonl');
      // The mark at the start tells spreadsheets that this is UTF-8.
      else saveFile(`tandem-audit-${day}.csv`, `\ufeff${auditCsv(rowsOfLines(lines))}`, 'text/csv');
    },
    onError: notifyProblem,
  });
  const check = verify.data;
  return (
    <section className="card" aria-labelledby="audit-title" data-testid="audit">
      <Group gap="xs">
        <div style={{ flex: '1 1 220px' }}>
          <h2 className="caption upper" id="audit-title">
            {t('release.audit')}
          </h2>
          <Text size="sm" c="dimmed">
            {t('release.auditHint')}
          </Text>
        </div>
        <Button size="xs" onClick={() => verify.mutate()} loading={verify.isPending} data-testid="audit-verify">
          {t('release.verify')}
        </Button>
        {(['csv', 'json'] as const).map((kind) => (
          <Button
            key={kind}
            size="xs"
            loading={save.isPending && save.variables === kind}
            onClick={() => save.mutate(kind)}
            data-testid={`audit-${kind}`}
          >
            {t(`release.saveAs.${kind}`)}
          </Button>
        ))}
        <Button size="xs" aria-expanded={open} onClick={actions.toggle} data-testid="audit-show">
          {open ? t('release.auditHide') : t('release.auditShow')}
        </Button>
      </Group>
      <div role="status">
        {check && (
          <Text size="sm" mt={6} c={check.ok ? 'var(--stable)' : 'var(--bad)'} data-testid="audit-check">
            {check.ok
              ? t('release.intact', { count: check.rows })
              : t('release.broken', { row: check.brokenAt ?? check.rows + 1, problem: check.problem ?? '' })}
          </Text>
        )}
      </div>
      <Collapse expanded={open}>{open && <Log />}</Collapse>
    </section>
  );
}
