import { Button, FileButton, Modal, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReleaseStatus } from '../../../core/contract/release-models.ts';
import { InstallFooter } from './InstallFooter.tsx';
import { useIssueWords } from './ManifestInput.tsx';
import { type ManifestFile, readManifestFile } from './readManifestFile.ts';
import type { Install } from './useInstall.tsx';

interface Props {
  opened: boolean;
  /** A file that was dropped on the page. */
  dropped: File | null;
  status: ReleaseStatus;
  /** Ids that are installed and cannot be used again. */
  taken: string[];
  install: Install;
  onClose: () => void;
}

function Found({ file }: { file: ManifestFile }) {
  const { t } = useTranslation();
  const issueWords = useIssueWords();
  if (!('draft' in file))
    return (
      <Text size="sm" c="var(--bad)" role="alert" data-testid="file-problem">
        {file.name}: {t(file.state === 'not-json' ? 'release.file.notJson' : 'release.file.tooLarge')}
      </Text>
    );
  const { draft, issues } = file;
  return (
    <div data-testid="file-found">
      <Text fz={18} fw={650}>
        {String(draft.name ?? '–')} {String(draft.version ?? '')}
      </Text>
      {typeof draft.goal === 'string' && draft.goal !== '' && <Text size="sm">{draft.goal}</Text>}
      {typeof draft.notes === 'string' && draft.notes !== '' && (
        <Text size="sm" c="dimmed">
          {draft.notes}
        </Text>
      )}
      {issues.size > 0 && (
        <div role="alert" data-testid="file-problem">
          <Text size="sm" mt={8} c="var(--bad)">
            {t('release.file.invalid')}
          </Text>
          <ul className="in-the-way">
            {[...issues].map(([path, issue]) => (
              <li key={path}>
                <code>{path}</code> · {issueWords(issue)}
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

function Contents({ dropped, status, taken, install, onClose }: Omit<Props, 'opened'>) {
  const { t } = useTranslation();
  const [file, setFile] = useState<ManifestFile | null>(null);
  const [over, setOver] = useState(false);
  const take = (picked: File | null | undefined) => {
    setOver(false);
    if (!picked) return;
    install.reset();
    void readManifestFile(picked, taken).then(setFile, () => setFile({ state: 'not-json', name: picked.name }));
  };
  useEffect(() => take(dropped), [dropped]);
  const ready =
    file?.state === 'ready' ? { manifest: file.text, id: `${file.draft.name}@${file.draft.version}` } : null;
  return (
    <div style={{ display: 'grid', gap: 14 }}>
      <section
        className="drop"
        data-over={over || undefined}
        aria-label={t('release.file.zone')}
        data-testid="manifest-zone"
        onDragEnter={(event) => {
          event.stopPropagation();
          event.preventDefault();
          setOver(true);
        }}
        onDragOver={(event) => {
          event.stopPropagation();
          event.preventDefault();
        }}
        onDragLeave={(event) => {
          event.stopPropagation();
          setOver(false);
        }}
        onDrop={(event) => {
          event.stopPropagation();
          event.preventDefault();
          take(event.dataTransfer.files[0]);
        }}
      >
        <Text flex={1} miw={180}>
          {t('release.file.zone')}
        </Text>
        <FileButton accept=".json,application/json" onChange={take} inputProps={{ 'aria-hidden': true }}>
          {(props) => (
            <Button {...props} data-autofocus data-testid="manifest-pick">
              {t('release.file.pick')}
            </Button>
          )}
        </FileButton>
      </section>
      <Text size="sm" c="dimmed">
        {t('release.file.hint')}
      </Text>
      {file && <Found file={file} />}
      <InstallFooter status={status} install={install} ready={ready} onClose={onClose} />
    </div>
  );
}

/** Installs a version from a manifest file. */
export function InstallDialog({ opened, onClose, ...rest }: Props) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size="lg"
      title={t('release.file.title')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Contents {...rest} onClose={onClose} />
    </Modal>
  );
}
