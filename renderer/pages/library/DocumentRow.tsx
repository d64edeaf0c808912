import { ActionIcon, Text } from '@mantine/core';
import {
  IconBook,
  IconCode,
  IconFileText,
  IconFileTypeCsv,
  IconFileTypeDocx,
  IconFileTypeHtml,
  IconFileTypePdf,
  IconFileTypePpt,
  IconFileTypeXls,
  IconJson,
  IconMail,
  IconMarkdown,
  IconTrash,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { isErrorCode } from '../../../core/contract/errors.ts';
import type { Document, DocumentFormat } from '../../../core/contract/models.ts';
import { useFormat } from '../../shared/format.ts';
import { useVersions } from '../../shared/services.tsx';
import { useVersionLabel } from '../../shared/VersionTag.tsx';
import { accentOf } from '../../shared/versionLabel.ts';

const formatIcons = {
  pdf: IconFileTypePdf,
  docx: IconFileTypeDocx,
  pptx: IconFileTypePpt,
  xlsx: IconFileTypeXls,
  odt: IconFileTypeDocx,
  ods: IconFileTypeXls,
  odp: IconFileTypePpt,
  epub: IconBook,
  html: IconFileTypeHtml,
  csv: IconFileTypeCsv,
  json: IconJson,
  email: IconMail,
  markdown: IconMarkdown,
  text: IconFileText,
  code: IconCode,
} satisfies Record<DocumentFormat, unknown>;

function States({ document }: { document: Document }) {
  const { t } = useTranslation();
  const { list } = useVersions();
  const label = useVersionLabel();
  return (
    <span className="states">
      {document.versions.map((entry) => {
        const pointer = list.find((version) => version.id === entry.version)?.pointer ?? null;
        if (pointer === null) return null;
        return (
          <span
            key={entry.version}
            className="state"
            data-state={entry.state}
            title={isErrorCode(entry.code) ? t(`errors.${entry.code}.what`) : undefined}
          >
            <span className="dot" data-accent={accentOf(pointer)} aria-hidden />
            {label(entry.version, pointer)}: {t(`library.state.${entry.state}`)}
          </span>
        );
      })}
    </span>
  );
}

/** One document. `index` counts from 0 without the head. */
export function DocumentRow({
  document,
  index,
  onRemove,
}: {
  document: Document;
  index: number;
  onRemove: () => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const Icon = formatIcons[document.format];
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows of a windowed table are placed by position.
    // biome-ignore lint/a11y/useFocusableInteractive: a row is not interactive; its button is.
    <div className="document-grid row" role="row" aria-rowindex={index + 2} data-testid="document-row">
      {/* biome-ignore-start lint/a11y/useSemanticElements: as above. */}
      {/* biome-ignore-start lint/a11y/useFocusableInteractive: as above. */}
      <span role="cell" style={{ display: 'flex', gap: 8, alignItems: 'center', minWidth: 0 }}>
        <Icon size={18} aria-hidden style={{ flex: 'none', color: 'var(--dim)' }} />
        <Text span truncate title={document.name}>
          {document.name}
        </Text>
      </span>
      <span role="cell" className="n wide">
        {document.pages === null ? '–' : format.number(document.pages)}
      </span>
      <span role="cell" className="n wide">
        {format.number(document.chunks)}
      </span>
      <span role="cell" style={{ minWidth: 0 }}>
        <States document={document} />
      </span>
      <span role="cell" className="wide">
        {format.date(document.addedAt)}
      </span>
      <span role="cell" className="n wide">
        {format.bytes(document.bytes)}
      </span>
      <span role="cell">
        <ActionIcon aria-label={t('library.removeName', { name: document.name })} onClick={onRemove}>
          <IconTrash size={16} aria-hidden />
        </ActionIcon>
      </span>
      {/* biome-ignore-end lint/a11y/useSemanticElements: as above. */}
      {/* biome-ignore-end lint/a11y/useFocusableInteractive: as above. */}
    </div>
  );
}
