import type { UserPool } from 'aws-cdk-lib/aws-cognito';
import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';

/** What AWS's own lists know, and a ceiling for one address; in front of pages, never of words. */
export const webAcl = (scope: Construct, id: string, where: 'CLOUDFRONT' | 'REGIONAL'): CfnWebACL =>
  new CfnWebACL(scope, id, {
    scope: where,
    defaultAction: { allow: {} },
    visibilityConfig: seen('all'),
    rules: [
      managed(0, 'AWSManagedRulesAmazonIpReputationList'),
      managed(1, 'AWSManagedRulesKnownBadInputsRuleSet'),
      ceiling(2),
    ],
  });

/** Puts an ACL in front of the sign-in pages. */
export const guardPool = (scope: Construct, pool: UserPool): void => {
  const acl = webAcl(scope, 'SignInGuard', 'REGIONAL');
  new CfnWebACLAssociation(scope, 'SignInGuarded', { resourceArn: pool.userPoolArn, webAclArn: acl.attrArn });
};

const seen = (metricName: string): CfnWebACL.VisibilityConfigProperty => ({
  metricName,
  cloudWatchMetricsEnabled: false,
  sampledRequestsEnabled: true,
});

const managed = (priority: number, name: string): CfnWebACL.RuleProperty => ({
  name,
  priority,
  overrideAction: { none: {} },
  statement: { managedRuleGroupStatement: { vendorName: 'AWS', name } },
  visibilityConfig: seen(name),
});

const ceiling = (priority: number): CfnWebACL.RuleProperty => ({
  name: 'one-address',
  priority,
  action: { block: {} },
  statement: { rateBasedStatement: { limit: 2000, aggregateKeyType: 'IP' } },
  visibilityConfig: seen('one-address'),
});
