import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { DeskServer } from '#test/fakes/desk-server';
import { OidcIssuer } from '#test/fakes/oidc-issuer';
import { buildConsole } from '../../console/build.ts';
import { launch, openPage } from './browser.ts';
import { cost } from './story.ts';

const clientId = 'console';

type User = { sub: string; name: string; groups: string[] };
/** Who can sign in, and whose desk the server answers for: the first of them, or another by name. */
type Cast = { users: User[]; desk?: string };

/**
 * Everything around the console for one test file: the built page under its policy, an issuer, the agents' routes and socket, and
 * a browser. Made anew for each test, except browser and build. After each test no page may have had a fault of its own.
 */
export function consoleStage({ users, desk = users[0]?.name ?? '' }: Cast) {
  let folder: string;
  let browser: Browser;
  let opened: Awaited<ReturnType<typeof openPage>>[] = [];
  const on = {} as { issuer: OidcIssuer; server: DeskServer; address: string };

  beforeAll(async () => {
    folder = await buildConsole(await mkdtemp(join(tmpdir(), 'baton-console-')));
    browser = await launch();
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true });
  });
  beforeEach(async () => {
    on.issuer = new OidcIssuer({ clientId, users });
    await on.issuer.listen();
    const { sub = '', name = '' } = users.find((one) => one.name === desk) ?? {};
    on.server = new DeskServer({ issuer: on.issuer, clientId, folder, agentId: sub, agentName: name });
    on.address = await on.server.listen();
    on.server.cost = cost;
    on.issuer.redirectUris.add(on.address);
  });
  afterEach(async () => {
    for (const { context, faults } of opened) {
      await context.close();
      expect(faults).toEqual([]);
    }
    opened = [];
    await on.server.close();
    await on.issuer.close();
  });

  const visit = async (options: BrowserContextOptions = {}, hash = ''): Promise<Page> => {
    const one = await openPage(browser, options);
    opened.push(one);
    await one.page.goto(on.address + hash);
    return one.page;
  };
  /** Presses the page's button and chooses herself at the issuer. */
  const signIn = async (page: Page, name = desk) => {
    await page.getByRole('button', { name: /^(Sign in|登录)$/ }).click();
    await page.getByRole('button', { name }).click();
  };
  const online = (page: Page) => page.locator('[data-connection="online"]').waitFor();
  return { on, visit, signIn, online };
}

export async function hasNoViolation(page: Page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
}
