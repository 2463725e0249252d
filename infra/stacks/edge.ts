import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { webAcl } from '#infra/constructs/guard';

/** What CloudFront reads in us-east-1 only: the web ACL in front of the pages, where an environment chooses one. */
export class EdgeStack extends Stack {
  readonly aclArn: string;

  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);
    this.aclArn = webAcl(this, 'PagesGuard', 'CLOUDFRONT').attrArn;
  }
}
