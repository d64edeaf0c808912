import { ActionIcon, Button, Group, NativeSelect, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconX } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DeviceCondition, type ReleaseStatus, type RouteRule } from '../../../core/contract/release-models.ts';
import { keys } from '../../shared/keys.ts';
import { notifyProblem } from '../../shared/notifyProblem.tsx';
import { useLibraries, useServices } from '../../shared/services.tsx';
import { useLibraryName } from '../../shared/useLibraryName.ts';
import { useRuleWords } from './useRuleWords.ts';

/** A new rule: which questions, and to which version. */
function AddRule({ busy, onAdd }: { busy: boolean; onAdd: (rule: Pick<RouteRule, 'kind' | 'value' | 'to'>) => void }) {
  const { t } = useTranslation();
  const libraries = useLibraries().data ?? [];
  const nameOf = useLibraryName();
  const [what, setWhat] = useState('');
  const [to, setTo] = useState<'stable' | 'beta'>('beta');
  // Until somebody chooses, the first library stands there.
  const chosen = what || (libraries[0] ? `library ${libraries[0].id}` : 'device battery');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const at = chosen.indexOf(' ');
        onAdd({ kind: chosen.slice(0, at) as RouteRule['kind'], value: chosen.slice(at + 1), to });
      }}
    >
      <Group gap="xs" align="flex-end" mt={6}>
        <NativeSelect
          size="xs"
          flex="0 1 320px"
          label={t('release.ruleWhat')}
          value={chosen}
          onChange={(event) => setWhat(event.currentTarget.value)}
          data-testid="rule-what"
          data={[
            {
              group: t('release.libraries'),
              items: libraries.map((one) => ({ value: `library ${one.id}`, label: nameOf(one) })),
            },
            {
              group: t('release.device'),
              items: DeviceCondition.options.map((one) => ({
                value: `device ${one}`,
                label: t(`release.condition.${one}`),
              })),
            },
          ]}
        />
        <NativeSelect
          size="xs"
          label={t('release.ruleTo')}
          value={to}
          onChange={(event) => setTo(event.currentTarget.value === 'stable' ? 'stable' : 'beta')}
          data-testid="rule-to"
          data={[
            { value: 'beta', label: t('versions.pointer.beta') },
            { value: 'stable', label: t('versions.pointer.stable') },
          ]}
        />
        <Button size="xs" type="submit" loading={busy} data-testid="rule-add">
          {t('release.ruleAdd')}
        </Button>
      </Group>
    </form>
  );
}

/** Rules that send questions to a version before chats are drawn. */
export function RulesList({ status }: { status: ReleaseStatus }) {
  const { t } = useTranslation();
  const { client } = useServices();
  const cache = useQueryClient();
  const words = useRuleWords();
  const [open, { toggle }] = useDisclosure(false);
  const options = {
    onSuccess: ({ rules }: { rules: RouteRule[] }) =>
      cache.setQueryData<ReleaseStatus>(keys.release, (known) => (known ? { ...known, rules } : known)),
    onError: notifyProblem,
    onSettled: () => cache.invalidateQueries({ queryKey: keys.audit }),
  };
  const add = useMutation({
    mutationFn: (rule: Pick<RouteRule, 'kind' | 'value' | 'to'>) => client.release.rules.add(rule),
    ...options,
  });
  const remove = useMutation({ mutationFn: (id: number) => client.release.rules.remove({ id }), ...options });
  return (
    <section aria-labelledby="rules-title" data-testid="rules">
      <Group gap="xs">
        <h2 className="caption" id="rules-title" title={t('release.rulesHint')}>
          {t('release.rules')}
        </h2>
        {status.rules.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t('release.rulesNone')}
          </Text>
        ) : (
          <ol className="rule-list" aria-label={t('release.rulesHint')}>
            {status.rules.map((rule) => (
              <li key={rule.id} data-testid="rule">
                <span className="dot" data-accent={rule.to} />
                <span>{words(rule)}</span>
                <ActionIcon
                  size="sm"
                  aria-label={t('release.ruleRemove', { rule: words(rule) })}
                  loading={remove.isPending && remove.variables === rule.id}
                  onClick={() => remove.mutate(rule.id)}
                  data-testid="rule-remove"
                >
                  <IconX size={14} aria-hidden />
                </ActionIcon>
              </li>
            ))}
          </ol>
        )}
        <Button size="xs" aria-expanded={open} onClick={toggle} data-testid="rule-new">
          {t('release.ruleNew')}
        </Button>
      </Group>
      {open && <AddRule busy={add.isPending} onAdd={(rule) => add.mutate(rule)} />}
    </section>
  );
}
