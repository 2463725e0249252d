import { type PolicyValidationPluginReport, type PolicyViolation, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';

/**
 * A finding of cdk-nag that is meant to be so, with the reason a reader would ask for. `…` in a finding stands for
 * anything: a finding on a resource of another stack holds the name of its export, which nobody writes by hand.
 */
export const explain = (construct: IConstruct, finding: string, reason: string): void =>
  Validations.of(construct).acknowledge({ id: `AwsSolutions-${finding}`, reason });

/** AWS's own list of good practice, without the findings that are explained. */
export class Checks extends AwsSolutionsChecks {
  override validateScope(scope: IConstruct): PolicyValidationPluginReport {
    const { violations } = super.validateScope(scope);
    const left = violations.flatMap((violation) => unexplained(violation, scope));
    return { success: left.length === 0, violations: left };
  }
}

const unexplained = (violation: PolicyViolation, scope: IConstruct): PolicyViolation[] => {
  const violatingResources = violation.violatingResources.filter(
    ({ constructPath }) => !constructPath || !isExplained(violation.ruleName, scope, constructPath),
  );
  return violatingResources.length > 0 ? [{ ...violation, violatingResources }] : [];
};

const isExplained = (finding: string, scope: IConstruct, path: string): boolean => {
  const found = scope.node.findAll().find(({ node }) => node.path === path);
  return found?.node.scopes.flatMap(explanations).some((pattern) => fits(finding, pattern)) ?? false;
};

const explanations = ({ node }: IConstruct): string[] =>
  node.metadata
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.keys(data as Record<string, string>))
    .map((id) => id.replace(/^annotation::/i, ''))
    .filter((id) => id.includes('…'));

const fits = (finding: string, pattern: string): boolean => {
  const literal = (part: string) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${pattern.split('…').map(literal).join('.*')}$`).test(finding);
};
