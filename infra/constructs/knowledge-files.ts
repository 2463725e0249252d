import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { DataKey } from './data-key.ts';
import { explain } from './explain.ts';
import type { Step, Use } from './step.ts';

/** The embedded search index, and the learned intents: one immutable file a version. */
export class KnowledgeFiles extends Construct {
  private readonly bucket: Bucket;
  private readonly key: DataKey;

  constructor(scope: Construct, id: string, { key, removal }: { key: DataKey; removal: RemovalPolicy }) {
    super(scope, id);
    this.key = key;
    const keep = removal === RemovalPolicy.RETAIN;
    this.bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.KMS,
      encryptionKey: key.key,
      bucketKeyEnabled: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      versioned: keep,
      removalPolicy: removal,
      lifecycleRules: [
        {
          abortIncompleteMultipartUploadAfter: Duration.days(1),
          ...(keep ? { noncurrentVersionExpiration: Duration.days(30) } : {}),
        },
      ],
    });
    explain(this.bucket, 'S1', 'Two steps read and write it, and log what they do; it holds published articles only.');
  }

  readonly read: Use = (step) => {
    step.may(['s3:GetObject'], [this.bucket.arnForObjects('knowledge/*')]);
    this.address(step);
    explain(
      step.role,
      'IAM5[Resource::…KnowledgeFilesBucket…/knowledge/*]',
      'Files are named by their version, so the permission covers all of this one bucket.',
    );
  };

  /** The learned intents, whichever engine searches. */
  readonly readIntents: Use = (step) => this.intents(step, 's3:GetObject');
  readonly writeIntents: Use = (step) => this.intents(step, 's3:PutObject');

  private intents(step: Step, action: string): void {
    step.may([action], [this.bucket.arnForObjects('intents/*')]);
    this.key.behind('s3')(step);
    step.knows('INTENTS_BUCKET', this.bucket.bucketName);
    explain(
      step.role,
      'IAM5[Resource::…KnowledgeFilesBucket…/intents/*]',
      'Files are named by their version, so the permission covers all of this one folder.',
    );
  }

  readonly write: Use = (step) => {
    step.may(['s3:PutObject'], [this.bucket.arnForObjects('knowledge/*')]);
    this.address(step);
    explain(
      step.role,
      'IAM5[Resource::…KnowledgeFilesBucket…/knowledge/*]',
      'Files are named by their version, so the permission covers all of this one bucket.',
    );
  };

  private readonly address: Use = (step) => {
    this.key.behind('s3')(step);
    step.knows('KNOWLEDGE_BUCKET', this.bucket.bucketName);
  };
}
