import { Duration, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  CfnManagedLoginBranding,
  FeaturePlan,
  ManagedLoginVersion,
  Mfa,
  OAuthScope,
  UserPool,
  type UserPoolClient,
  type UserPoolDomain,
  UserPoolGroup,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { explain } from './explain.ts';

/** What the APIs and the console need to know of who signs in. */
export interface SignedIn {
  readonly issuer: string;
  readonly clientId: string;
  /** Claim of the token that lists the groups. */
  readonly groupClaim: string;
  /** Where the sign-in pages are, if the issuer does not say so itself. */
  readonly pages?: string;
}

export const GROUPS = ['agent', 'supervisor', 'knowledge-editor', 'finance', 'admin'] as const;

export interface SignInProps {
  /** Name of the environment; part of the address of the sign-in pages. */
  readonly environment: string;
  /** Where the console is, to come back to. */
  readonly consoleOrigin: string;
  readonly removal: RemovalPolicy;
  readonly keep: boolean;
  readonly pages: 'managed' | 'classic';
}

/** Agents, supervisors and the rest of the firm: accounts made by an administrator, groups, and pages to sign in at. */
export class SignIn extends Construct {
  readonly pool: UserPool;
  readonly client: UserPoolClient;
  readonly domain: UserPoolDomain;

  constructor(scope: Construct, id: string, props: SignInProps) {
    super(scope, id);
    this.pool = new UserPool(this, 'Pool', {
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      autoVerify: { email: true },
      standardAttributes: { email: { required: true, mutable: true }, fullname: { required: false, mutable: true } },
      passwordPolicy: {
        minLength: 12,
        requireDigits: true,
        requireLowercase: true,
        requireUppercase: true,
        requireSymbols: true,
      },
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      featurePlan: FeaturePlan.ESSENTIALS,
      removalPolicy: props.removal,
      deletionProtection: props.keep,
    });
    explain(
      this.pool,
      'COG2',
      'A firm that demands a second factor signs in through its own provider (signIn: OIDC); here it is offered.',
    );
    explain(
      this.pool,
      'COG3',
      'Threat protection is billed per person by the Plus plan; accounts are made by an administrator only.',
    );
    explain(
      this.pool,
      'COG8',
      'Threat protection is billed per person by the Plus plan; accounts are made by an administrator only.',
    );
    for (const group of GROUPS) new UserPoolGroup(this, `Group ${group}`, { userPool: this.pool, groupName: group });
    this.client = this.console(props.consoleOrigin);
    this.domain = this.pages(props);
  }

  signedIn(): SignedIn {
    const { region, urlSuffix } = Stack.of(this);
    return {
      issuer: `https://cognito-idp.${region}.${urlSuffix}/${this.pool.userPoolId}`,
      clientId: this.client.userPoolClientId,
      groupClaim: 'cognito:groups',
      pages: this.domain.baseUrl(),
    };
  }

  /** Managed login needs a style, if only AWS's own; the classic pages need nothing. */
  private pages({ environment, pages }: SignInProps): UserPoolDomain {
    const managed = pages === 'managed';
    if (managed) {
      new CfnManagedLoginBranding(this, 'Branding', {
        userPoolId: this.pool.userPoolId,
        clientId: this.client.userPoolClientId,
        useCognitoProvidedValues: true,
      });
    }
    return this.pool.addDomain('Domain', {
      cognitoDomain: { domainPrefix: `baton-${environment}-${Stack.of(this).account}` },
      managedLoginVersion: managed ? ManagedLoginVersion.NEWER_MANAGED_LOGIN : ManagedLoginVersion.CLASSIC_HOSTED_UI,
    });
  }

  private console(origin: string): UserPoolClient {
    return this.pool.addClient('Console', {
      authFlows: { userSrp: true },
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
        callbackUrls: [`${origin}/`],
        logoutUrls: [`${origin}/`],
      },
      idTokenValidity: Duration.hours(1),
      accessTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.hours(12),
      enableTokenRevocation: true,
      preventUserExistenceErrors: true,
    });
  }
}
