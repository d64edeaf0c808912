import { UnstyledButton } from '@mantine/core';
import { type KeyboardEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { InstalledVersion } from '../../../core/contract/models.ts';
import { shortVersion } from '../../shared/versionLabel.ts';

interface Props {
  stable: InstalledVersion | null;
  beta: InstalledVersion | null;
  value: 'stable' | 'beta';
  onChange: (pointer: 'stable' | 'beta') => void;
}

/** Which version answers in this chat. Arrow keys move it, as in any group of radio buttons. */
export function VersionSwitch({ stable, beta, value, onChange }: Props) {
  const { t } = useTranslation();
  const group = useRef<HTMLDivElement>(null);
  if (!stable) return null;
  const options = [
    { pointer: 'stable' as const, version: stable },
    ...(beta ? [{ pointer: 'beta' as const, version: beta }] : []),
  ];
  const move = (event: KeyboardEvent) => {
    if (!['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'].includes(event.key) || !beta) return;
    event.preventDefault();
    const next = value === 'stable' ? 'beta' : 'stable';
    onChange(next);
    group.current?.querySelector<HTMLElement>(`[data-accent="${next}"]`)?.focus();
  };
  return (
    <div className="switch" role="radiogroup" aria-label={t('chat.switch')} ref={group} onKeyDown={move}>
      {options.map(({ pointer, version }) => (
        <UnstyledButton
          key={pointer}
          component="button"
          role="radio"
          aria-checked={value === pointer}
          tabIndex={value === pointer ? 0 : -1}
          data-accent={pointer}
          data-testid={`switch-${pointer}`}
          title={version.id}
          onClick={() => onChange(pointer)}
        >
          {t(`pointer.${pointer}`, { version: shortVersion(version.version) })}
        </UnstyledButton>
      ))}
    </div>
  );
}
