import { Duration, Lazy, type RemovalPolicy } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  CachePolicy,
  type CfnDistribution,
  Distribution,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  type IOrigin,
  ResponseHeadersPolicy,
  type ResponseHeadersPolicyProps,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { explain } from './explain.ts';

export interface PagesProps {
  readonly removal: RemovalPolicy;
  /** Origins of the pages that carry the widget. */
  readonly origins: readonly string[];
  /** Own host names and the certificate for both. @default the distributions' generated names */
  readonly domain?: { readonly console: string; readonly widget: string; readonly certificate: string } | undefined;
  /** @default no web ACL */
  readonly aclArn?: string | undefined;
  readonly partition: 'aws' | 'aws-cn';
}

export interface Site {
  readonly bucket: Bucket;
  readonly distribution: Distribution;
}

/**
 * Console and widget: a private bucket each, and a distribution in front of it. They live with the state, since their
 * names are in shops' pages and in the sign-in's list of addresses to come back to; the files come from the web stack.
 */
export class Pages extends Construct {
  readonly console: Site;
  readonly widget: Site;
  /** Whether both have names of their own, known before the deployment. */
  readonly named: boolean;
  private readonly props: PagesProps;
  private reachable: string[] = [];

  constructor(scope: Construct, id: string, props: PagesProps) {
    super(scope, id);
    this.props = props;
    this.named = props.domain !== undefined;
    this.console = this.site('Console', props.domain?.console, { securityHeadersBehavior: this.consoleSecurity() });
    this.widget = this.site('Widget', props.domain?.widget, {
      securityHeadersBehavior: widgetSecurity,
      // The script runs in a shop's page and fetches its config.json from here.
      corsBehavior: {
        accessControlAllowCredentials: false,
        accessControlAllowHeaders: ['*'],
        accessControlAllowMethods: ['GET', 'HEAD'],
        accessControlAllowOrigins: ['*'],
        originOverride: true,
      },
      customHeadersBehavior: {
        customHeaders: [{ header: 'cross-origin-resource-policy', value: 'cross-origin', override: true }],
      },
    });
  }

  get consoleOrigin(): string {
    return `https://${this.props.domain?.console ?? this.console.distribution.distributionDomainName}`;
  }

  get widgetOrigin(): string {
    return `https://${this.props.domain?.widget ?? this.widget.distribution.distributionDomainName}`;
  }

  /** The addresses the console may speak to; the browser refuses all others. */
  mayReach(addresses: string[]): void {
    this.reachable = addresses;
  }

  private site(name: string, host: string | undefined, headers: ResponseHeadersPolicyProps): Site {
    const bucket = new Bucket(this, `${name}Files`, {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      removalPolicy: this.props.removal,
    });
    explain(
      bucket,
      'S1',
      'It holds the public files of one page; who loads them is not recorded, for the visitors sake.',
    );
    const distribution = new Distribution(this, name, {
      comment: `Baton ${name.toLowerCase()}`,
      defaultRootObject: 'index.html',
      defaultBehavior: {
        origin: this.originOf(bucket),
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        cachePolicy: CachePolicy.CACHING_OPTIMIZED,
        responseHeadersPolicy: new ResponseHeadersPolicy(this, `${name}Headers`, headers),
      },
      ...this.nameOf(name, host),
      ...(this.props.aclArn ? { webAclId: this.props.aclArn } : {}),
    });
    this.forChina(distribution);
    this.explained(distribution);
    return { bucket, distribution };
  }

  /** China's CloudFront knows the older way to a private bucket only. */
  private originOf(bucket: Bucket): IOrigin {
    // Bucket leaves optional properties undefined that IBucket wants absent; they are the same thing to the library.
    const files = bucket as IBucket;
    return this.props.partition === 'aws-cn'
      ? S3BucketOrigin.withOriginAccessIdentity(files)
      : S3BucketOrigin.withOriginAccessControl(files);
  }

  private nameOf(name: string, host: string | undefined) {
    const certificate = this.props.domain?.certificate;
    if (!host || !certificate) return {};
    if (this.props.partition === 'aws-cn') return {};
    return {
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
      domainNames: [host],
      certificate: Certificate.fromCertificateArn(this, `${name}Certificate`, certificate),
    };
  }

  /** There a distribution has its certificate from IAM and speaks no HTTP/3 and no IPv6. */
  private forChina(distribution: Distribution): void {
    const { domain, partition } = this.props;
    if (partition !== 'aws-cn' || !domain) return;
    const resource = distribution.node.defaultChild as CfnDistribution;
    const host = distribution.node.id === 'Console' ? domain.console : domain.widget;
    resource.addPropertyOverride('DistributionConfig.Aliases', [host]);
    resource.addPropertyOverride('DistributionConfig.IPV6Enabled', false);
    resource.addPropertyOverride('DistributionConfig.ViewerCertificate', {
      IamCertificateId: domain.certificate,
      SslSupportMethod: 'sni-only',
      MinimumProtocolVersion: 'TLSv1.2_2021',
    });
  }

  private explained(distribution: Distribution): void {
    explain(distribution, 'CFR1', 'Customers travel: nobody is refused for the country she is in.');
    explain(distribution, 'CFR3', 'The files are public; who loads them is not recorded, for the visitors sake.');
    if (!this.props.aclArn)
      explain(distribution, 'CFR2', 'WAF is a choice of the environment; these are static files.');
    if (this.props.partition === 'aws-cn') {
      explain(distribution, 'CFR4', 'It demands TLS 1.2, by a property that the check does not read.');
      explain(
        distribution,
        'CFR7',
        'China’s CloudFront has no origin access control; an access identity keeps the bucket private.',
      );
    }
    if (!this.named)
      explain(distribution, 'CFR4', 'A generated name comes with its certificate; production has a name of its own.');
  }

  private consoleSecurity() {
    const connect = Lazy.string({ produce: () => ["'self'", ...this.reachable].join(' ') });
    return security(
      `default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; ` +
        `media-src 'self'; manifest-src 'self'; connect-src ${connect}; base-uri 'none'; form-action 'none'; ` +
        `frame-ancestors 'none'; object-src 'none'`,
      HeadersFrameOption.DENY,
    );
  }
}

const security = (contentSecurityPolicy: string, frameOption: HeadersFrameOption) => ({
  contentSecurityPolicy: { contentSecurityPolicy, override: true },
  contentTypeOptions: { override: true },
  frameOptions: { frameOption, override: true },
  referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
  strictTransportSecurity: { accessControlMaxAge: Duration.days(365), includeSubdomains: true, override: true },
});

/** The widget's own files are scripts and data; a page of it (the demo shop) loads nothing foreign either. */
const widgetSecurity = security(
  `default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; ` +
    `connect-src 'self' https: wss:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'`,
  HeadersFrameOption.DENY,
);
