import { useTranslation } from 'react-i18next';
import type { Pointer } from '../../core/contract/models.ts';
import { accentOf, nameOfId, shortVersion, versionOfId } from './versionLabel.ts';

/** Words for a version: "Beta 1.1" where it had a pointer, else its name and number. */
export function useVersionLabel() {
  const { t } = useTranslation();
  return (id: string, pointer: Pointer | null): string => {
    const version = shortVersion(versionOfId(id));
    return pointer ? t(`pointer.${pointer}`, { version }) : `${nameOfId(id)} ${version}`;
  };
}

export function VersionTag({ id, pointer }: { id: string; pointer: Pointer | null }) {
  const label = useVersionLabel();
  return (
    <span className="tag" data-accent={accentOf(pointer)} title={id}>
      {label(id, pointer)}
    </span>
  );
}
