import { Button, Group, Text } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Check } from '../../../core/contract/models.ts';
import type { Catalogue } from '../../locales/en.ts';
import { useFormat } from '../../shared/format.ts';
import { ProblemNote } from '../../shared/Problem.tsx';
import { isCancelled } from '../../shared/problem.ts';
import { useServices } from '../../shared/services.tsx';
import { Waiting } from '../../shared/Waiting.tsx';

/** Checks whose names have words here; a newer application may know more. */
type KnownCheck = keyof Catalogue['settings']['checks'];

/** Runs the application's own checks and shows each as it ends. */
export function SelfTest() {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const { client } = useServices();
  const [checks, setChecks] = useState<Check[]>([]);
  const [state, setState] = useState<'idle' | 'running' | 'finished'>('idle');
  const [error, setError] = useState<unknown>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  const run = async () => {
    const controller = new AbortController();
    running.current = controller;
    setChecks([]);
    setError(null);
    setState('running');
    try {
      for await (const check of await client.system.selfTest(undefined, { signal: controller.signal }))
        setChecks((before) => [...before, check]);
      setState('finished');
    } catch (reason) {
      if (!isCancelled(reason)) setError(reason);
      setState('idle');
    }
  };

  const failed = checks.filter((check) => !check.ok).length;
  return (
    <section className="card" aria-labelledby="self-test-title">
      <Group justify="space-between">
        <h2 className="caption upper" id="self-test-title">
          {t('settings.selfTest')}
        </h2>
        {state === 'running' ? (
          <Button size="xs" onClick={() => running.current?.abort()}>
            {t('common.cancel')}
          </Button>
        ) : (
          <Button size="xs" onClick={run} data-testid="self-test">
            {t('settings.selfTestRun')}
          </Button>
        )}
      </Group>
      {checks.length === 0 && state === 'idle' && (
        <Text size="sm" c="dimmed">
          {t('settings.selfTestText')}
        </Text>
      )}
      {error !== null && <ProblemNote error={error} onRetry={run} />}
      {checks.length > 0 && (
        <table className="rows">
          <thead>
            <tr>
              <th scope="col">{t('settings.check')}</th>
              <th scope="col">{t('settings.result')}</th>
              <th scope="col">{t('settings.detail')}</th>
              <th scope="col" className="n wide">
                {t('details.time')}
              </th>
            </tr>
          </thead>
          <tbody>
            {checks.map((check) => (
              <tr key={check.name} data-testid="check-row" data-ok={check.ok}>
                <td style={{ overflowWrap: 'normal' }}>
                  {i18n.exists(`settings.checks.${check.name}`)
                    ? t(`settings.checks.${check.name as KnownCheck}`)
                    : check.name}
                </td>
                <td style={{ color: check.ok ? 'var(--stable)' : 'var(--bad)', whiteSpace: 'nowrap' }}>
                  {check.ok ? <IconCheck size={14} aria-hidden /> : <IconX size={14} aria-hidden />}{' '}
                  {check.ok ? t('settings.passed') : t('settings.failed')}
                </td>
                <td>{check.detail}</td>
                <td className="n wide">{format.stage(check.ms)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {state === 'running' && <Waiting label={t('settings.selfTestRunning')} />}
      {state === 'finished' && (
        <Text size="sm" mt={6} role="status">
          {failed === 0
            ? t('settings.selfTestPassed', { count: checks.length })
            : t('settings.selfTestFailed', { count: failed })}
        </Text>
      )}
    </section>
  );
}
