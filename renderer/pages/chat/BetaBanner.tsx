import { UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { InstalledVersion } from '../../../core/contract/models.ts';
import { shortVersion } from '../../shared/versionLabel.ts';

interface Props {
  beta: InstalledVersion;
  /** Null while there is no answer to speak of. */
  onFeedback: (() => void) | null;
  onBack: () => void;
}

/** The quiet line that says which version is being tried, and the way back. */
export function BetaBanner({ beta, onFeedback, onBack }: Props) {
  const { t } = useTranslation();
  return (
    <section className="banner" aria-label={t('chat.banner')} data-testid="beta-banner">
      <b>{t('chat.trying', { version: shortVersion(beta.version) })}</b>
      <span>{beta.notes || beta.goal}</span>
      {onFeedback && (
        <UnstyledButton component="button" onClick={onFeedback} data-testid="give-feedback">
          {t('chat.feedback')}
        </UnstyledButton>
      )}
      <UnstyledButton component="button" onClick={onBack} data-testid="back-to-stable">
        {t('chat.backToStable')}
      </UnstyledButton>
    </section>
  );
}
