import { Accordion, Button, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Manifest } from '../../../core/contract/manifest.ts';
import type { ReleaseStatus } from '../../../core/contract/release-models.ts';
import {
  changedPaths,
  costOf,
  type Draft,
  type Issue,
  issuesOf,
  valueAt,
  withEngine,
  withValue,
} from './editManifest.ts';
import { InstallFooter } from './InstallFooter.tsx';
import { ManifestInput } from './ManifestInput.tsx';
import { fieldsOf, type ManifestField, manifestSections, type Section } from './manifestFields.ts';
import { saveFile } from './saveFile.ts';
import { showValue } from './showValue.ts';
import type { Install } from './useInstall.tsx';
import { useReleaseWords } from './useReleaseWords.ts';

interface Props {
  original: Manifest;
  /** Id of the version that it was copied from. */
  from: string;
  taken: string[];
  status: ReleaseStatus;
  install: Install;
  onClose: () => void;
}

const engineOf = (draft: Draft, section: Section) => valueAt(draft, `${section.section}.engine`);
const LONGEST_SHOWN = 40;

function Panel({
  section,
  draft,
  original,
  issues,
  onChange,
}: {
  section: Section;
  draft: Draft;
  original: Draft;
  issues: ReadonlyMap<string, Issue>;
  onChange: (field: ManifestField, value: unknown) => void;
}) {
  const { t } = useTranslation();
  const { t: name } = useTranslation('fields');
  const fields = fieldsOf(section, engineOf(draft, section));
  const paths = fields.map((field) => field.path);
  const changed = new Set(changedPaths(draft, original, paths));
  const wrong = [...issues.keys()].filter((path) =>
    paths.some((known) => path === known || path.startsWith(`${known}.`)),
  ).length;
  const was = (path: string): string | null => {
    if (!changed.has(path as never)) return null;
    const before = valueAt(original, path);
    if (typeof before === 'boolean') return t(before ? 'release.form.yes' : 'release.form.no');
    const text = showValue(before) ?? t('versions.absent');
    return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
  };
  return (
    <Accordion.Item value={section.section}>
      <Accordion.Control data-testid={`section-${section.section}`}>
        {name(`section.${section.section}`)}
        {changed.size > 0 && (
          <Text span size="xs" c="dimmed">
            {' '}
            · {t('release.form.changed', { count: changed.size })}
          </Text>
        )}
        {wrong > 0 && (
          <Text span size="xs" c="var(--bad)">
            {' '}
            · {t('release.form.problems', { count: wrong })}
          </Text>
        )}
      </Accordion.Control>
      <Accordion.Panel>
        <div className="fields">
          {fields.map((field) => (
            <div key={field.path} data-kind={field.kind}>
              <ManifestInput
                field={field}
                value={valueAt(draft, field.path)}
                was={was(field.path)}
                issues={issues}
                onChange={(value) => onChange(field, value)}
              />
            </div>
          ))}
        </div>
      </Accordion.Panel>
    </Accordion.Item>
  );
}

/** Every field of a manifest, explained and checked while it is typed. */
export function ManifestForm({ original, from, taken, status, install, onClose }: Props) {
  const { t } = useTranslation();
  const words = useReleaseWords();
  const [draft, setDraft] = useState<Draft>(original);
  const issues = useMemo(() => issuesOf(draft, taken), [draft, taken]);
  const change = ({ path }: ManifestField, value: unknown) =>
    setDraft((now) => {
      const [section = '', key] = path.split('.');
      return key === 'engine' && typeof value === 'string'
        ? withEngine(now, original, section, value)
        : withValue(now, path, value);
    });
  const id = `${draft.name}@${draft.version}`;
  const text = `${JSON.stringify(draft, null, 2)}\n`;
  const changed = manifestSections.reduce(
    (sum, section) =>
      sum +
      changedPaths(
        draft,
        original,
        fieldsOf(section, engineOf(draft, section)).map((field) => field.path),
      ).length,
    0,
  );
  return (
    <>
      <Accordion
        multiple
        defaultValue={['about', 'chunk', 'retrieve']}
        chevronPosition="left"
        chevronSize={16}
        order={3}
        keepMounted={false}
      >
        {manifestSections.map((section) => (
          <Panel
            key={section.section}
            section={section}
            draft={draft}
            original={original}
            issues={issues}
            onChange={change}
          />
        ))}
      </Accordion>
      <div className="form-end">
        <Text size="sm" mb={10} data-testid="form-summary">
          {changed === 0 ? t('release.form.nothing') : t('release.form.changed', { count: changed })}
          {issues.size > 0 && (
            <Text span inherit c="var(--bad)">
              {' '}
              · {t('release.form.problems', { count: issues.size })}
            </Text>
          )}{' '}
          <Text span inherit c="dimmed">
            {t(`release.form.cost.${costOf(draft, original)}`, { version: words.version(from) })}
          </Text>
        </Text>
        <InstallFooter
          status={status}
          install={install}
          ready={issues.size === 0 ? { manifest: text, id } : null}
          onClose={onClose}
        >
          <Button
            mr="auto"
            onClick={() => saveFile(`${draft.name}-${draft.version}.tandem.json`, text, 'application/json')}
            data-testid="form-save"
          >
            {t('release.form.save')}
          </Button>
        </InstallFooter>
      </div>
    </>
  );
}
