import { useTranslation } from 'react-i18next';
import { DeviceCondition, type RouteRule } from '../../../core/contract/release-models.ts';
import { useLibraries } from '../../shared/services.tsx';
import { useLibraryName } from '../../shared/useLibraryName.ts';

/** A routing rule as a sentence. */
export function useRuleWords() {
  const { t } = useTranslation();
  const libraries = useLibraries().data ?? [];
  const nameOf = useLibraryName();
  return (rule: Pick<RouteRule, 'kind' | 'value' | 'to'>): string => {
    const to = t(`versions.pointer.${rule.to}`);
    if (rule.kind === 'device') {
      const condition = DeviceCondition.safeParse(rule.value).data;
      return t('release.rule.device', { name: condition ? t(`release.condition.${condition}`) : rule.value, to });
    }
    const library = libraries.find((one) => one.id === rule.value);
    return t('release.rule.library', { name: library ? nameOf(library) : t('release.rule.gone'), to });
  };
}
