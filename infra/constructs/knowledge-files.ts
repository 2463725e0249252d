import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { DataKey } from './data-key.ts';
import { explain } from './explain.ts';
import type { Use } from './step.ts';

/** The embedded search index: one immutable file a version. */
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
    step.may(['s3:GetObject'], [this.bucket.arnForObjects('*')]);
    this.address(step);
    explain(
      step.role,
      'IAM5[Resource::…KnowledgeFilesBucket…/*]',
      'Files are named by their version, so the permission covers all of this one bucket.',
    );
  };

  readonly write: Use = (step) => {
    step.may(['s3:PutObject'], [this.bucket.arnForObjects('*')]);
    this.address(step);
    explain(
      step.role,
      'IAM5[Resource::…KnowledgeFilesBucket…/*]',
      'Files are named by their version, so the permission covers all of this one bucket.',
    );
  };

  private readonly address: Use = (step) => {
    this.key.behind('s3')(step);
    step.knows('KNOWLEDGE_BUCKET', this.bucket.bucketName);
  };
}
