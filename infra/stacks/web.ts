import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { IDistribution } from 'aws-cdk-lib/aws-cloudfront';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import type { Construct } from 'constructs';
import { explain } from '#infra/constructs/explain';
import type { Pages, Site } from '#infra/constructs/pages';
import type { SignedIn } from '#infra/constructs/sign-in';
import type { Persona } from '#shared/answering/persona/persona';
import { welcomeOf } from '#shared/answering/persona/welcome';
import type { PageSettings } from '#shared/protocol/session';

export interface WebStackProps extends StackProps {
  /** Name of the environment. */
  readonly name: string;
  readonly pages: Pages;
  readonly signedIn: SignedIn;
  readonly httpAddress: string;
  readonly socketAddress: string;
  /** Who greets in the widget. */
  readonly persona: Persona | undefined;
  /** Folders of the built pages. */
  readonly files: { readonly console: string; readonly widget: string };
}

/** The pages' files, and the one they read first: where the APIs and the sign-in are. */
export class WebStack extends Stack {
  constructor(scope: Construct, id: string, props: WebStackProps) {
    super(scope, id, props);
    const { pages, files } = props;
    const settings = settingsOf(props);
    this.deploy('Console', pages.console, files.console, settings);
    this.deploy('Widget', pages.widget, files.widget, settings);
    const of = 'The library’s own uploader, which runs at a deployment only';
    explain(this, 'L1', `${of}; its runtime comes with the library.`);
    explain(this, 'IAM4[Policy::…AWSLambdaBasicExecutionRole]', `${of}; it logs under the policy AWS keeps for that.`);
    explain(this, 'IAM5[…]', `${of}; it lists, writes and deletes in the two buckets of the pages.`);
  }

  private deploy(id: string, { bucket, distribution }: Site, folder: string, settings: PageSettings): void {
    new BucketDeployment(this, id, {
      destinationBucket: bucket as IBucket,
      distribution: distribution as IDistribution,
      distributionPaths: ['/*'],
      sources: [Source.asset(folder), Source.jsonData('config.json', settings)],
      cacheControl: [CacheControl.maxAge(Duration.minutes(5)), CacheControl.mustRevalidate()],
      // An open page still asks for the parts it was built with.
      prune: false,
      memoryLimit: 256,
    });
  }
}

const settingsOf = ({ name, httpAddress, socketAddress, signedIn, persona }: WebStackProps): PageSettings => ({
  environment: name,
  httpUrl: httpAddress,
  socketUrl: socketAddress,
  signIn: {
    authority: signedIn.issuer,
    clientId: signedIn.clientId,
    scope: 'openid email profile',
    groupClaim: signedIn.groupClaim,
  },
  ...(persona && { welcome: welcomeOf(persona, 'web') }),
});
