import { UnstyledButton } from '@mantine/core';
import type { KeyboardEvent } from 'react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';

/** Whether the next comparison hides which version is which. Arrow keys move it. */
export function BlindSwitch({ value, onChange }: { value: boolean; onChange: (blind: boolean) => void }) {
  const { t } = useTranslation();
  const group = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent) => {
    if (!['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'].includes(event.key)) return;
    event.preventDefault();
    onChange(!value);
    group.current?.querySelector<HTMLElement>('[aria-checked="false"]')?.focus();
  };
  return (
    <>
      <span className="wide" style={{ color: 'var(--dim)' }} aria-hidden>
        {t('compare.blind')}
      </span>
      <div className="switch" role="radiogroup" aria-label={t('compare.blind')} ref={group} onKeyDown={move}>
        {[true, false].map((on) => (
          <UnstyledButton
            key={String(on)}
            component="button"
            role="radio"
            aria-checked={value === on}
            tabIndex={value === on ? 0 : -1}
            data-testid={on ? 'blind-on' : 'blind-off'}
            onClick={() => onChange(on)}
          >
            {on ? t('compare.on') : t('compare.off')}
          </UnstyledButton>
        ))}
      </div>
    </>
  );
}
