import {
  ActionIcon,
  Button,
  Group,
  NativeSelect,
  Switch,
  Text,
  Textarea,
  TextInput,
  VisuallyHidden,
} from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type Issue, placeholders } from './editManifest.ts';
import { FigureInput } from './FigureInput.tsx';
import type { ManifestField } from './manifestFields.ts';

/** What a field says is wrong, in words. */
export function useIssueWords() {
  const { t } = useTranslation();
  return (issue: Issue): string => {
    if ('limit' in issue) return t(`release.form.issue.${issue.key}`, { limit: issue.limit });
    if ('list' in issue) return t('release.form.issue.placeholders', { list: issue.list });
    return t(`release.form.issue.${issue.key}`);
  };
}

type Row = Record<string, unknown>;

interface Props {
  field: ManifestField;
  value: unknown;
  /** Value in the original, where it differs. */
  was: string | null;
  /** Issues of this field and of what lies below it. */
  issues: ReadonlyMap<string, Issue>;
  onChange: (value: unknown) => void;
}

function Rows({ field, value, issues, label, onChange }: Props & { label: string }) {
  const { t } = useTranslation();
  const { t: name } = useTranslation('fields');
  const issueWords = useIssueWords();
  if (field.kind !== 'rows') return null;
  const rows = Array.isArray(value) ? (value as Row[]) : [];
  const put = (next: Row[]) => onChange(next.length === 0 ? undefined : next);
  const change = (index: number, column: string, cell: unknown) =>
    put(rows.map((row, at) => (at === index ? { ...row, [column]: cell } : row)));
  return (
    <div style={{ display: 'grid', gap: 6 }}>
      {rows.map((row, index) => (
        <Group key={index} gap="xs" wrap="nowrap" align="flex-start">
          {field.columns.map((column) => {
            const issue = issues.get(`${field.path}.${index}.${column}`);
            const head = name(`${field.path}.${column}` as 'rates.limit' as never) as string;
            return (
              <FigureInput
                key={column}
                label={index === 0 ? head : undefined}
                aria-label={`${label} ${index + 1}: ${head}`}
                value={row[column]}
                error={issue && issueWords(issue)}
                onChange={(cell) => change(index, column, cell)}
                data-testid={`field-${field.path}.${index}.${column}`}
              />
            );
          })}
          <ActionIcon
            mt={index === 0 ? 22 : 2}
            aria-label={t('release.form.removeRow', { number: index + 1 })}
            onClick={() => put(rows.filter((_, at) => at !== index))}
          >
            <IconX size={14} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      <Group gap="xs">
        <Button size="xs" onClick={() => put([...rows, rows.at(-1) ?? {}])} data-testid={`rows-add-${field.path}`}>
          {t('release.form.addRow')}
        </Button>
        {rows.length === 0 && (
          <Text size="xs" c="dimmed">
            {t('release.form.default')}
          </Text>
        )}
      </Group>
    </div>
  );
}

/** One setting of a manifest with its explanation, what is wrong with it, and what it was. */
export function ManifestInput(props: Props) {
  const { field, value, was, issues, onChange } = props;
  const { t } = useTranslation();
  const { t: name } = useTranslation('fields');
  const issueWords = useIssueWords();
  const label = name(`${field.path}.label` as 'name.label');
  const about = name(`${field.path}.about` as 'name.about', { list: placeholders.join(' ') });
  const issue = issues.get(field.path);
  const optional = field.path.startsWith('rollout.');
  const shared = {
    label: (
      <>
        {label}
        {was !== null && (
          <Text span size="xs" c="dimmed" fw={400}>
            {' '}
            · {t('release.form.was', { value: was })}
          </Text>
        )}
      </>
    ),
    description: about,
    error: issue && issueWords(issue),
    'data-testid': `field-${field.path}`,
  };
  switch (field.kind) {
    case 'fixed':
      return <TextInput size="xs" {...shared} value={String(value ?? '')} disabled />;
    case 'text':
      return (
        <TextInput
          size="xs"
          {...shared}
          value={typeof value === 'string' ? value : ''}
          spellCheck={false}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'long':
      return (
        <Textarea
          size="xs"
          {...shared}
          autosize
          minRows={2}
          maxRows={12}
          value={typeof value === 'string' ? value : ''}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'switch':
      return (
        <Switch
          size="sm"
          {...shared}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case 'number':
      return (
        <FigureInput
          {...shared}
          step={field.step ?? 1}
          placeholder={optional ? t('release.form.default') : undefined}
          value={value}
          onChange={onChange}
        />
      );
    case 'select':
      return (
        <NativeSelect
          size="xs"
          {...shared}
          value={typeof value === 'string' ? value : ''}
          onChange={(event) => onChange(event.currentTarget.value || undefined)}
          data={[
            ...(optional ? [{ value: '', label: t('release.form.default') }] : []),
            ...field.options.map((option) => ({ value: option, label: name(`option.${option}`) })),
          ]}
        />
      );
    case 'rows':
      return (
        <fieldset className="plain-fieldset">
          <legend>
            {shared.label}
            <VisuallyHidden>. {about}</VisuallyHidden>
          </legend>
          <Text size="xs" c="dimmed" mb={6} aria-hidden>
            {about}
          </Text>
          <Rows {...props} label={label} />
          {issue && (
            <Text size="xs" c="var(--bad)">
              {issueWords(issue)}
            </Text>
          )}
        </fieldset>
      );
  }
}
