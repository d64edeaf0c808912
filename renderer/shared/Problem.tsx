import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { problemOf } from './problem.ts';

/** An error in the reader's language: what happened, then what was kept and what to do. */
export function ProblemNote({ error, onRetry, compact }: { error: unknown; onRetry?: () => void; compact?: boolean }) {
  const { t } = useTranslation();
  const { code, details } = problemOf(error);
  const reason = typeof details.reason === 'string' ? details.reason : null;
  return (
    <Alert
      className="problem"
      role="alert"
      variant="default"
      p={compact ? 'xs' : 'sm'}
      icon={<IconAlertCircle size={18} aria-hidden />}
      data-testid="problem"
      data-code={code}
    >
      <Text fw={600}>{t(`errors.${code}.what`)}</Text>
      <Text c="dimmed" size="sm">
        {t(`errors.${code}.next`)}
      </Text>
      {reason && (
        <Text c="dimmed" size="xs" mt={4}>
          {reason}
        </Text>
      )}
      {onRetry && (
        <Group mt="xs">
          <Button size="xs" onClick={onRetry}>
            {t('common.tryAgain')}
          </Button>
        </Group>
      )}
    </Alert>
  );
}
