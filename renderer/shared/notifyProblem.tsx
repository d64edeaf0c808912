import { notifications } from '@mantine/notifications';
import { IconAlertCircle } from '@tabler/icons-react';
import i18next from 'i18next';
import { isCancelled, problemOf } from './problem.ts';

const SHOWN_MS = 12_000;

/** Says in a corner what went wrong with something the user did not stop by hand. */
export function notifyProblem(error: unknown): void {
  if (isCancelled(error)) return;
  const { code } = problemOf(error);
  notifications.show({
    id: `problem-${code}`,
    title: i18next.t(`errors.${code}.what`),
    message: i18next.t(`errors.${code}.next`),
    icon: <IconAlertCircle size={18} aria-hidden />,
    color: 'red',
    autoClose: SHOWN_MS,
    withBorder: true,
    closeButtonProps: { 'aria-label': i18next.t('common.close') },
  });
}
