import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import '@mantine/spotlight/styles.layer.css';
import './theme.css';
// Before anything that holds a schema.
import './shared/zodWithoutEval.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { paintColorScheme } from './app/colorScheme.ts';
import { resolveLanguage, startLanguage } from './shared/language.ts';

// The address holds the token only for the first request; from then on the cookie does.
if (new URLSearchParams(location.search).has('token')) {
  history.replaceState(null, '', `${location.pathname}${location.hash}`);
}
paintColorScheme();
startLanguage(resolveLanguage('auto', navigator.languages));

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
