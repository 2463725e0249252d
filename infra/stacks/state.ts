import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { CorsHttpMethod, HttpApi, WebSocketApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { DataKey } from '#infra/constructs/data-key';
import { explain } from '#infra/constructs/explain';
import { guardPool } from '#infra/constructs/guard';
import { KnowledgeFiles } from '#infra/constructs/knowledge-files';
import { Pages } from '#infra/constructs/pages';
import { type SignedIn, SignIn } from '#infra/constructs/sign-in';
import type { Use } from '#infra/constructs/step';
import { Table, type TableProps } from '#infra/constructs/table';
import type { Environment } from '#infra/environments';

export interface StateStackProps extends StackProps {
  readonly environment: Environment;
  /** Web ACL of the distributions, from the edge stack. @default none */
  readonly edgeAclArn?: string | undefined;
}

/**
 * What must not be lost: data, keys, accounts, and the addresses that pages and shops have written down (the APIs',
 * the distributions'). It depends on nothing of the service, which can be thrown away and deployed again.
 */
export class StateStack extends Stack {
  readonly dataKey: DataKey;
  readonly conversations: Table;
  readonly keys: Table;
  readonly desk: Table;
  readonly customers: Table;
  readonly knowledge: Table;
  readonly settings: Table;
  readonly ledger: Table;
  readonly knowledgeFiles: KnowledgeFiles;
  readonly http: HttpApi;
  readonly sockets: WebSocketApi;
  readonly signedIn: SignedIn;
  /** Only where the pages are served by CloudFront. */
  readonly pages: Pages | undefined;
  /** Origins whose pages may open a session. */
  readonly origins: string[];
  private readonly tokenSecret: Secret;
  private readonly removal: RemovalPolicy;

  constructor(scope: Construct, id: string, { environment, edgeAclArn, ...props }: StateStackProps) {
    super(scope, id, { ...props, terminationProtection: environment.removal === 'retain' });
    this.removal = environment.removal === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    this.dataKey = new DataKey(this, 'DataKey', { removal: this.removal });
    const table = (
      name: string,
      props: Omit<TableProps, 'key' | 'removal' | 'recoveryDays' | 'variable'> = {},
      days = environment.recoveryDays,
    ) =>
      new Table(this, name, {
        variable: `${name.toUpperCase()}_TABLE`,
        key: this.dataKey,
        removal: this.removal,
        recoveryDays: days,
        ...props,
      });
    this.conversations = table('Conversations', {
      expires: true,
      stream: true,
      index: { name: 'due', partition: 'dueShard', sort: 'dueAt' },
    });
    // Erasing a person deletes her keys: the week is how long a backup can still undo it.
    this.keys = table(
      'Keys',
      { index: { name: 'byCustomer', partition: 'customerId' } },
      Math.min(7, environment.recoveryDays),
    );
    this.desk = table('Desk', { expires: true });
    this.customers = table('Customers');
    this.knowledge = table('Knowledge');
    // Budgets and kept answers of models lie beside the choice of them, and expire.
    this.settings = table('Settings', { expires: environment.models.kind !== 'none' });
    // Held on to only where models are configured; exported always, so that they may be given up in one release.
    for (const value of [this.settings.table.tableArn, this.settings.table.tableName]) this.exportValue(value);
    this.ledger = table('Ledger');
    this.knowledgeFiles = new KnowledgeFiles(this, 'KnowledgeFiles', { key: this.dataKey, removal: this.removal });
    this.tokenSecret = this.secretOfCustomerTokens();
    this.pages = environment.web.kind === 'cloudfront' ? this.pagesOf(environment, edgeAclArn) : undefined;
    const consoleOrigin = this.pages?.consoleOrigin ?? selfServed(environment);
    const own = [consoleOrigin, ...(this.pages ? [this.pages.widgetOrigin] : [])];
    this.origins = [...new Set([...environment.origins, ...own])];
    this.http = this.httpApi(environment.name);
    this.sockets = new WebSocketApi(this, 'Sockets', {
      apiName: `${environment.name}-sockets`,
      routeSelectionExpression: '$request.body.action',
    });
    this.signedIn = this.signIn(environment, consoleOrigin);
    this.pages?.mayReach(this.addresses());
    this.tell();
  }

  /** Reads the secret that customers' tokens are signed with. */
  readonly readTokenSecret: Use = (step) => {
    step.may(['secretsmanager:GetSecretValue'], [this.tokenSecret.secretArn]);
    this.dataKey.behind('secretsmanager')(step);
    step.knows('TOKEN_SECRET', this.tokenSecret.secretArn);
  };

  private secretOfCustomerTokens(): Secret {
    const secret = new Secret(this, 'CustomerTokens', {
      description: 'Signs the tokens by which a browser is known as the customer it was yesterday',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      encryptionKey: this.dataKey.key,
      removalPolicy: this.removal,
    });
    explain(
      secret,
      'SMG4',
      'A rotation signs every customer out of her thread; docs/operations.md says how to do it by hand.',
    );
    return secret;
  }

  private pagesOf({ web, origins, partition }: Environment, aclArn: string | undefined): Pages {
    const domain = web.kind === 'cloudfront' ? web.domain : undefined;
    return new Pages(this, 'Pages', { removal: this.removal, origins, domain, aclArn, partition });
  }

  private httpApi(name: string): HttpApi {
    return new HttpApi(this, 'Http', {
      apiName: `${name}-http`,
      createDefaultStage: false,
      corsPreflight: {
        // A distribution's generated name cannot be known before the API that its pages may reach. The steps compare
        // every origin with their own list; and there are no cookies that a foreign page could use.
        allowOrigins: this.pages?.named === false ? ['https://*'] : this.origins,
        allowMethods: [CorsHttpMethod.GET, CorsHttpMethod.POST],
        allowHeaders: ['authorization', 'content-type'],
        maxAge: Duration.hours(1),
      },
    });
  }

  private signIn(environment: Environment, consoleOrigin: string): SignedIn {
    if (environment.signIn !== 'cognito') return environment.signIn;
    const accounts = new SignIn(this, 'SignIn', {
      environment: environment.name,
      consoleOrigin,
      removal: this.removal,
      keep: environment.removal === 'retain',
      pages: environment.signInPages,
    });
    if (environment.waf) guardPool(this, accounts.pool);
    return accounts.signedIn();
  }

  private addresses(): string[] {
    const api = (id: string) => `${id}.execute-api.${this.region}.${this.urlSuffix}`;
    const { issuer, pages } = this.signedIn;
    return [
      `https://${api(this.http.apiId)}`,
      `wss://${api(this.sockets.apiId)}`,
      ...[issuer, ...(pages ? [pages] : [])],
    ];
  }

  private tell(): void {
    new CfnOutput(this, 'Issuer', { value: this.signedIn.issuer });
    new CfnOutput(this, 'ClientId', { value: this.signedIn.clientId });
    new CfnOutput(this, 'GroupClaim', { value: this.signedIn.groupClaim });
    if (this.signedIn.pages) new CfnOutput(this, 'SignInPages', { value: this.signedIn.pages });
    if (this.pages) new CfnOutput(this, 'ConsoleAddress', { value: this.pages.consoleOrigin });
    if (this.pages) new CfnOutput(this, 'WidgetAddress', { value: this.pages.widgetOrigin });
  }
}

const selfServed = ({ web }: Environment): string => (web.kind === 'self' ? web.consoleOrigin : '');
