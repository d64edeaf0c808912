import { Accordion, Button, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { keys } from '../../shared/keys.ts';
import { ProblemNote } from '../../shared/Problem.tsx';
import { useServices } from '../../shared/services.tsx';
import { Waiting } from '../../shared/Waiting.tsx';

interface Licence {
  name: string;
  version: string;
  licence: string;
  text: string;
}

async function loadLicences(signal: AbortSignal): Promise<Licence[]> {
  const response = await fetch('./licences.json', { signal });
  if (!response.ok) throw Object.assign(new Error(response.statusText), { status: response.status });
  return response.json();
}

function Licences() {
  const { t } = useTranslation();
  const licences = useQuery({
    queryKey: ['licences'],
    queryFn: ({ signal }) => loadLicences(signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (licences.isError) return <ProblemNote error={licences.error} onRetry={() => licences.refetch()} />;
  if (!licences.data) return <Waiting label={t('settings.licencesLoading')} />;
  return (
    <>
      <Text size="sm" c="dimmed" my={6}>
        {t('settings.licencesText', { count: licences.data.length })}
      </Text>
      <Accordion chevronPosition="left" order={3} data-testid="licences">
        {licences.data.map((one) => (
          <Accordion.Item key={`${one.name}@${one.version}`} value={`${one.name}@${one.version}`}>
            <Accordion.Control>
              <Text span size="sm">
                {one.name} {one.version}
              </Text>{' '}
              <Text span size="sm" c="dimmed">
                {one.licence}
              </Text>
            </Accordion.Control>
            <Accordion.Panel>
              <pre className="code">{one.text || one.licence}</pre>
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
    </>
  );
}

/** What is running, and whose work it stands on. */
export function AboutCard() {
  const { t } = useTranslation();
  const { client } = useServices();
  const [open, actions] = useDisclosure(false);
  const about = useQuery({
    queryKey: keys.about,
    queryFn: ({ signal }) => client.system.about(undefined, { signal }),
  }).data;
  return (
    <section className="card" aria-labelledby="about-title">
      <h2 className="caption upper" id="about-title">
        {t('settings.about')}
      </h2>
      <dl className="facts">
        <dt>{t('settings.version')}</dt>
        <dd>Tandem {about?.version}</dd>
        <dt>{t('settings.runtime')}</dt>
        <dd>{about?.runtime}</dd>
        <dt>{t('settings.platform')}</dt>
        <dd>{about?.platform}</dd>
      </dl>
      <Button size="xs" mt={8} aria-expanded={open} onClick={actions.toggle}>
        {open ? t('settings.licencesHide') : t('settings.licences')}
      </Button>
      {open && <Licences />}
    </section>
  );
}
