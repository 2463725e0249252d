import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { EbsDeviceVolumeType } from 'aws-cdk-lib/aws-ec2';
import { Domain, EngineVersion, TLSSecurityPolicy } from 'aws-cdk-lib/aws-opensearchservice';
import type { Construct } from 'constructs';
import { explain } from '#infra/constructs/explain';
import type { Use } from '#infra/constructs/step';
import type { Environment } from '#infra/environments';
import type { StateStack } from './state.ts';

export interface KnowledgeStackProps extends StackProps {
  readonly environment: Environment;
  readonly state: StateStack;
}

/** The search cluster, where an environment chooses one: half an hour to make, so it has a stack of its own. */
export class KnowledgeStack extends Stack {
  private readonly domain: Domain;

  constructor(scope: Construct, id: string, { environment, state, ...props }: KnowledgeStackProps) {
    super(scope, id, { ...props, terminationProtection: environment.removal === 'retain' });
    const { instance, nodes, volumeGb } = environment.searchDomain;
    this.domain = new Domain(this, 'Domain', {
      version: EngineVersion.OPENSEARCH_2_19,
      capacity: { dataNodes: nodes, dataNodeInstanceType: instance, multiAzWithStandbyEnabled: false },
      ...(nodes > 1 ? { zoneAwareness: { availabilityZoneCount: 2 } } : {}),
      ebs: { volumeSize: volumeGb, volumeType: EbsDeviceVolumeType.GP3 },
      nodeToNodeEncryption: true,
      encryptionAtRest: { enabled: true, kmsKey: state.dataKey.key },
      enforceHttps: true,
      tlsSecurityPolicy: TLSSecurityPolicy.TLS_1_2_PFS,
      enableVersionUpgrade: true,
      enableAutoSoftwareUpdate: true,
      removalPolicy: environment.removal === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    this.explained();
    new CfnOutput(this, 'Endpoint', { value: this.domain.domainEndpoint });
  }

  /** Asks the index. */
  readonly search: Use = this.requests(['es:ESHttpGet', 'es:ESHttpPost']);

  /** Makes a version of the index, fills it, and puts the alias on it. */
  readonly index: Use = this.requests(['es:ESHttpGet', 'es:ESHttpPost', 'es:ESHttpPut', 'es:ESHttpDelete']);

  /** The cluster's health, for the alarms. */
  get red() {
    return this.domain.metricClusterStatusRed({ period: Duration.minutes(5) });
  }

  get freeMb() {
    return this.domain.metricFreeStorageSpace({ period: Duration.minutes(15), statistic: 'Minimum' });
  }

  private requests(actions: string[]): Use {
    return (step) => {
      step.may(actions, [`${this.domain.domainArn}/*`]);
      step.knows('SEARCH_ENDPOINT', `https://${this.domain.domainEndpoint}`);
      explain(
        step.role,
        'IAM5[Resource::…Domain…/*]',
        'Indices are named by their version, so the permission covers all of this one domain.',
      );
    };
  }

  private explained(): void {
    const { domain } = this;
    explain(
      domain,
      'OS1',
      'The steps run outside a VPC (no NAT to pay); the domain answers only requests signed by their roles.',
    );
    explain(
      domain,
      'OS3',
      'A Lambda function has no address to allow; the domain answers only requests signed by the steps’ roles.',
    );
    explain(
      domain,
      'OS4',
      'Dedicated masters begin to pay at ten nodes; searchDomain says how many data nodes there are.',
    );
    explain(
      domain,
      'OS7',
      'Two zones are used as soon as there are two nodes; one node is a choice of the environment.',
    );
    for (const log of ['SEARCH_SLOW_LOGS', 'INDEX_SLOW_LOGS']) {
      explain(domain, `OS9[LogExport::${log}]`, 'Slow logs would hold customers’ questions in plain words.');
    }
    explain(
      domain,
      'OS5',
      'Without an access policy nobody comes in but by a policy of her own role: IAM refuses unsigned requests.',
    );
  }
}
