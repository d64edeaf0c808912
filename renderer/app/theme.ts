import { Button, type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

const ink: MantineColorsTuple = [
  '#f7f7f5',
  '#e6e7e9',
  '#d3d5d9',
  '#b6bac1',
  '#9aa1ab',
  '#6b7280',
  '#4d545e',
  '#3a4048',
  '#2b3037',
  '#1f2328',
];

/** Neutral with the same warmth as the page; Mantine paints light borders and hovers from these. */
const gray: MantineColorsTuple = [
  '#f7f7f5',
  '#f1f0ed',
  '#eae9e5',
  '#e0dfdb',
  '#d0cfca',
  '#b0b0ab',
  '#8b9099',
  '#646b78',
  '#3a4048',
  '#1f2328',
];

/** Mantine paints its panels, borders and dimmed text in dark mode from these. */
const dark: MantineColorsTuple = [
  '#e6e7e9',
  '#c6cad0',
  '#9aa1ab',
  '#6b7280',
  '#2d3137',
  '#282c31',
  '#1e2125',
  '#16181b',
  '#111316',
  '#0c0d0f',
];

const overlay = { backgroundOpacity: 0.35, blur: 0 };

/** What belongs to the page stays inside it, so that everything lies within a landmark. */
const inPage = { target: '.main' };

export const theme = createTheme({
  fontFamily:
    'Inter, "Noto Sans", var(--quotes), "Noto Sans CJK SC", system-ui, "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "Cascadia Mono", "Noto Sans Mono", "Noto Sans Mono CJK SC", monospace',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '0.9375rem', xl: '1.125rem' },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.55', lg: '1.55', xl: '1.5' },
  radius: { xs: '5px', sm: '7px', md: '8px', lg: '10px', xl: '14px' },
  defaultRadius: 'md',
  colors: { ink, gray, dark },
  primaryColor: 'ink',
  primaryShade: { light: 9, dark: 1 },
  cursorType: 'pointer',
  respectReducedMotion: true,
  headings: {
    fontWeight: '650',
    sizes: { h1: { fontSize: '0.9375rem', lineHeight: '1.55' }, h2: { fontSize: '0.8125rem', lineHeight: '1.5' } },
  },
  components: {
    Button: Button.extend({
      defaultProps: { variant: 'default', size: 'sm' },
      vars: (_theme, props) => ({
        root: {
          '--button-height': props.size === 'xs' ? '28px' : '33px',
          ...(props.variant === 'filled'
            ? { '--button-bg': 'var(--text)', '--button-color': 'var(--bg)', '--button-hover': 'var(--text-hover)' }
            : {}),
        },
      }),
    }),
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    Modal: { defaultProps: { centered: true, radius: 'lg', overlayProps: overlay } },
    Drawer: { defaultProps: { overlayProps: overlay } },
    Tooltip: {
      defaultProps: {
        openDelay: 400,
        withArrow: true,
        events: { hover: true, focus: true, touch: false },
        portalProps: inPage,
      },
    },
    // The placeholder that takes the first focus is no menu item, which a menu may not hold.
    Menu: { defaultProps: { radius: 'md', shadow: 'md', withInitialFocusPlaceholder: false } },
    Popover: { defaultProps: { radius: 'lg', shadow: 'md' } },
    HoverCard: { defaultProps: { radius: 'lg', shadow: 'md', portalProps: inPage } },
  },
});

/** Mantine's own variables, pointed at the tokens of theme.css. */
export const cssVariables: CSSVariablesResolver = () => {
  const shared = {
    '--mantine-color-body': 'var(--bg)',
    '--mantine-color-text': 'var(--text)',
    '--mantine-color-dimmed': 'var(--dim)',
    '--mantine-color-placeholder': 'var(--dim)',
    '--mantine-color-default': 'var(--panel)',
    '--mantine-color-default-hover': 'var(--hover)',
    '--mantine-color-default-color': 'var(--text)',
    '--mantine-color-default-border': 'var(--line)',
    '--mantine-color-error': 'var(--bad)',
    '--mantine-color-anchor': 'var(--stable)',
    '--mantine-color-gray-light-color': 'var(--dim)',
  };
  return { variables: {}, light: shared, dark: shared };
};
