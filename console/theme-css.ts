import { convertCssVariables, DEFAULT_THEME, defaultCssVariablesResolver, mergeMantineTheme } from '@mantine/core';
import type { Plugin } from 'vite';
import { theme, variables } from './theme.ts';

const NAME = 'virtual:theme.css';

/** The theme's variables as a file: the library would write them into a `<style>`, which `style-src 'self'` forbids. */
export const themeCss = (): Plugin => ({
  name: 'baton-theme-css',
  resolveId: (id) => (id === NAME ? `\0${NAME}` : undefined),
  load: (id) => (id === `\0${NAME}` ? cssOf() : undefined),
});

function cssOf(): string {
  const merged = mergeMantineTheme(DEFAULT_THEME, theme);
  const ours = variables(merged);
  return convertCssVariables(defaultCssVariablesResolver(merged)) + convertCssVariables(ours);
}
