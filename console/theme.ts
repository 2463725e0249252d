import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

/** The one accent: white text on shades 6 and darker has a contrast of at least 4.5. */
const accent: MantineColorsTuple = [
  '#eef8f6',
  '#d9efeb',
  '#b3ddd7',
  '#86c8bf',
  '#55b0a4',
  '#2f978b',
  '#177c72',
  '#0f6e67',
  '#0c5a54',
  '#094640',
];

export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 7, dark: 6 },
  colors: { accent },
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", sans-serif',
  fontSizes: { xs: '12px', sm: '14px', md: '14px', lg: '16px', xl: '20px' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  radius: { xs: '2px', sm: '4px', md: '6px', lg: '8px', xl: '12px' },
  defaultRadius: 'md',
  respectReducedMotion: true,
  components: {
    /** The page never scrolls, so nothing is locked (which would inject a style element); keys work again at once. */
    Modal: { defaultProps: { lockScroll: false, centered: true, transitionProps: { duration: 0 } } },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: true } },
  },
});

/** Our few names over the library's; both themes meet a contrast of 4.5 for every text on every ground. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#5c636a',
    '--baton-page': '#f4f5f6',
    '--baton-panel': '#ffffff',
    '--baton-soft': '#f1f3f4',
    '--baton-line': '#e1e4e7',
    '--baton-chosen': '#e6f3f1',
    '--baton-own': '#e2f1ef',
    '--baton-accent': '#0f6e67',
  },
  dark: {
    '--mantine-color-dimmed': '#a3a9af',
    '--mantine-color-text': '#dfe2e4',
    '--mantine-color-body': '#1b1d1f',
    '--baton-page': '#141617',
    '--baton-panel': '#1b1d1f',
    '--baton-soft': '#26292c',
    '--baton-line': '#33373a',
    '--baton-chosen': '#17312e',
    '--baton-own': '#173632',
    '--baton-accent': '#55b0a4',
  },
});
