import { Alert, Button, Group, Modal, Text, Textarea } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Guard, GuardId, type ReleaseStatus } from '../../../core/contract/release-models.ts';
import { useStore } from '../../shared/createStore.ts';
import { ProblemNote } from '../../shared/Problem.tsx';
import { problemOf } from '../../shared/problem.ts';
import { type AskedMove, askedMove } from './askedMove.ts';
import { Consequences } from './Consequences.tsx';
import { VerdictPill } from './GuardsCard.tsx';
import { candidateOf, permissionOf, rollbackOf } from './releaseMoves.ts';
import { useMove } from './useRelease.ts';
import { useReleaseWords } from './useReleaseWords.ts';

/** Guards that a refusal names, as they stand in the status. */
function refusedBy(error: unknown, status: ReleaseStatus): Guard[] {
  const { guards } = problemOf(error).details;
  if (!Array.isArray(guards)) return [];
  const ids = new Set(guards.map((guard: { id?: unknown }) => GuardId.safeParse(guard.id).data));
  return status.guards.filter((guard) => ids.has(guard.id));
}

/** Why the move is not simply done, and which guards say so. */
function InTheWay({ status, guards, error, early }: Refusal & { status: ReleaseStatus }) {
  const { t } = useTranslation();
  const words = useReleaseWords();
  const known = error === null || problemOf(error).code === 'conflict';
  if (!known) return <ProblemNote compact error={error} />;
  return (
    <Alert
      variant="default"
      className="problem"
      role={error ? 'alert' : undefined}
      p="sm"
      icon={<IconAlertTriangle size={18} aria-hidden />}
      data-testid="in-the-way"
    >
      {error !== null && <Text fw={600}>{t('release.refused')}</Text>}
      {early && <Text size="sm">{t(early, { state: words.state(status.state) })}</Text>}
      {guards.length > 0 && (
        <>
          <Text size="sm">{t('release.forceGuards')}</Text>
          <ul className="in-the-way">
            {guards.map((guard) => (
              <li key={guard.id}>
                <span>{words.fact(guard, status.policy)}</span> <VerdictPill verdict={guard.verdict} />
              </li>
            ))}
          </ul>
        </>
      )}
      {error !== null && guards.length === 0 && (
        <Text size="sm" c="dimmed">
          {problemOf(error).message}
        </Text>
      )}
    </Alert>
  );
}

interface Refusal {
  guards: Guard[];
  error: unknown;
  early: 'release.forceState' | 'release.forceEarly' | null;
}

function Form({ asked, status, onDone }: { asked: AskedMove; status: ReleaseStatus; onDone: () => void }) {
  const { t } = useTranslation();
  const run = useMove();
  const releaseWords = useReleaseWords();
  const [reason, setReason] = useState('');
  const { move } = asked;
  const { name } = move;
  const permission = permissionOf(status, move);
  const error = run.error ?? asked.refused;
  /** Only guards can be gone past; a pointer that somebody else moved is simply looked at again. */
  const refused = refusedBy(error, status).length > 0;
  const forced = permission.allowed === 'forced' || (refused && permission.allowed === 'yes');
  const guards = permission.inTheWay.length > 0 ? permission.inTheWay : refusedBy(error, status);
  const early =
    name === 'promote' && status.state !== 'ready'
      ? 'release.forceState'
      : name === 'ramp' && status.state === 'staged'
        ? 'release.forceEarly'
        : null;
  const words = reason.trim();
  const ready = permission.allowed !== 'no' && (!forced || words !== '');
  const submit = () => {
    if (!ready || run.isPending) return;
    run.mutate(
      { move, reason: words, ...(forced ? { force: true } : {}), generation: status.generation },
      { onSuccess: onDone },
    );
  };
  return (
    <form
      style={{ display: 'grid', gap: 14 }}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Text size="sm">{t(`release.text.${name}`, { minutes: status.policy.watch.warmMinutes })}</Text>
      {permission.allowed === 'no' && (
        <Text size="sm" c="var(--bad)" role="alert">
          {t('release.gone', {
            version: releaseWords.version(status.version),
            state: releaseWords.state(status.state),
          })}
        </Text>
      )}
      <Consequences status={status} move={move} />
      {(forced || error !== null) && <InTheWay status={status} guards={guards} error={error} early={early} />}
      <Textarea
        data-autofocus
        label={forced ? t('release.reasonForce') : t('release.reasonOptional')}
        value={reason}
        required={forced}
        withAsterisk={false}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={2000}
        onChange={(event) => setReason(event.currentTarget.value)}
        data-testid="move-reason"
      />
      <Group justify="flex-end" gap="xs">
        <Button onClick={onDone}>{t('common.cancel')}</Button>
        <Button variant="filled" type="submit" disabled={!ready} loading={run.isPending} data-testid="move-confirm">
          {forced ? t(`release.anyway.${name}`) : t(`release.do.${name}`)}
        </Button>
      </Group>
    </form>
  );
}

/** Shows in numbers what a move will do, and asks for a reason where it goes past guards. */
export function MoveDialog({ status }: { status: ReleaseStatus | undefined }) {
  const { t } = useTranslation();
  const words = useReleaseWords();
  const asked = useStore(askedMove, (now) => now);
  const close = () => askedMove.set(null);
  const subject = () => {
    if (!asked || !status) return '';
    const { name, version } = asked.move;
    const id = version ?? (name === 'rollback' ? rollbackOf(status)?.from : candidateOf(status)) ?? status.version;
    return words.version(id);
  };
  return (
    <Modal
      opened={asked !== null && status !== undefined}
      onClose={close}
      size="lg"
      title={asked ? t(`release.title.${asked.move.name}`, { version: subject() }) : ''}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      attributes={{ content: { 'data-testid': 'move-dialog' } }}
    >
      {asked && status && <Form key={asked.move.name} asked={asked} status={status} onDone={close} />}
    </Modal>
  );
}
