import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useContext } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReleaseStatus } from '../../../core/contract/release-models.ts';
import { NavigationContext, PageHead } from '../../app/PageHead.tsx';
import { askMove } from './askedMove.ts';
import { permissionOf } from './releaseMoves.ts';

interface Props {
  status: ReleaseStatus | undefined;
  onInstall: () => void;
  onClone: () => void;
}

/** Promote and Roll back are always in view; where there is little room the rest is behind a menu. */
export function VersionsHead({ status, onInstall, onClone }: Props) {
  const { t } = useTranslation();
  const { narrow } = useContext(NavigationContext);
  const can = (name: 'promote' | 'rollback') => status !== undefined && permissionOf(status, { name }).allowed !== 'no';
  return (
    <PageHead title={t('nav.versions')}>
      {narrow ? (
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon aria-label={t('release.more')} data-testid="versions-more">
              <IconDots size={18} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={onInstall} disabled={!status}>
              {t('release.install')}
            </Menu.Item>
            <Menu.Item onClick={onClone} disabled={!status}>
              {t('release.clone')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      ) : (
        <>
          <Button onClick={onInstall} disabled={!status} data-testid="install">
            {t('release.install')}
          </Button>
          <Button onClick={onClone} disabled={!status} data-testid="clone">
            {t('release.clone')}
          </Button>
        </>
      )}
      <Button disabled={!can('rollback')} onClick={() => askMove({ name: 'rollback' })} data-testid="rollback">
        {t('release.do.rollback')}
      </Button>
      <Button
        variant="filled"
        disabled={!can('promote')}
        onClick={() => askMove({ name: 'promote' })}
        data-testid="promote"
      >
        {t('release.do.promote')}
      </Button>
    </PageHead>
  );
}
