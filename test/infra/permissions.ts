import type { Stacks, Template } from './synthesised.ts';

/**
 * One permission of a step. `resource` is a pattern: `*` stands for anything, `{LogicalId}` for the name of a resource
 * of the templates. `behindService`: used by a service in the step's name, so no call of the step itself shows it.
 * `within`: for items of one prefix only, as a step's note of its own failure is; seen only where a step fails.
 */
export type Permission = { action: string; resource: string; behindService: boolean; within?: boolean };
export type Policies = Record<string, { roleId: string; permissions: Permission[] }>;
/** A line of the local cloud's record. `role` is the assumed role's physical name. */
export type RecordedCall = { role: string; action: string; resource: string };
export type Difference = { step: string; action: string; resource: string };

type Statement = { Effect: string; Action: string | string[]; Resource: unknown; Condition?: unknown };
type Policy = { Roles: { Ref: string }[]; PolicyDocument: { Statement: Statement[] } };
type StepProperties = {
  Role: { 'Fn::GetAtt': [string, string] };
  Environment?: { Variables?: Record<string, string> };
};

/** What each step may do, by its folder, as the templates say. */
export const policiesOf = (stacks: Stacks): Policies => {
  const exported = exportsOf(stacks);
  const entries = Object.values(stacks).flatMap((template) =>
    stepsOf(template).map(({ step, roleId }) => {
      const permissions = statementsOf(template, roleId).flatMap((one) => permissionsIn(one, exported));
      return [step, { roleId, permissions }] as const;
    }),
  );
  return Object.fromEntries(entries);
};

/**
 * Compares what steps did with what they may do. `names` are the physical names of the templates' resources, by
 * logical id (CloudFormation's ListStackResources). `missing`: done, though no policy allows it. `unused`: allowed, never done.
 */
export const compareCalls = (
  calls: readonly RecordedCall[],
  policies: Policies,
  names: Readonly<Record<string, string>>,
): { missing: Difference[]; unused: Difference[] } => {
  const steps = Object.entries(policies).map(([step, { roleId, permissions }]) => ({
    step,
    permissions,
    done: calls.filter(({ role }) => role === nameIn(physical(names, roleId))),
  }));
  const missing = steps.flatMap(({ step, permissions, done }) =>
    done
      .filter((call) => !permissions.some((permission) => allows(permission, call, names)))
      .map(({ action, resource }) => ({ step, action, resource })),
  );
  const unused = steps.flatMap(({ step, permissions, done }) =>
    permissions
      .filter((permission) => isTheSteps(permission) && !done.some((call) => allows(permission, call, names)))
      .map(({ action, resource }) => ({ step, action, resource })),
  );
  return { missing: distinct(missing), unused: distinct(unused) };
};

/** CloudFormation lists a stack's resources in pages of 100: a list cut short would look like calls that were never made. */
const physical = (names: Readonly<Record<string, string>>, logicalId: string): string => {
  const name = names[logicalId];
  if (name) return name;
  throw new Error(
    `There is no physical name for ${logicalId} among ${Object.keys(names).length}: were all pages read?`,
  );
};

/** Event source mappings, the log, the tracer and the ends of async edges act under the step's role without its doing. */
const isTheSteps = ({ action, resource, behindService, within }: Permission): boolean =>
  !behindService &&
  !within &&
  !/^(logs|xray):/.test(action) &&
  !/^sqs:(ReceiveMessage|DeleteMessage|GetQueueAttributes)$/.test(action) &&
  !/^dynamodb:(DescribeStream|GetRecords|GetShardIterator|ListStreams)$/.test(action) &&
  !/Dead[0-9A-F]{8}\}$/.test(resource);

const allows = (
  { action, resource }: Permission,
  call: RecordedCall,
  names: Readonly<Record<string, string>>,
): boolean => {
  if (action !== call.action) return false;
  const named = resource.replace(/\{(\w+)\}/g, (_, id: string) => nameIn(physical(names, id)));
  return call.resource === '*' || new RegExp(`^${named.split('*').map(literal).join('.*')}$`).test(call.resource);
};

/** The last part of an ARN or of an address: what identifies a resource within its kind. */
const nameIn = (physicalId: string): string => physicalId.split(/[/:|]/).at(-1) ?? physicalId;
/** A pattern's `?` is any one character. */
const literal = (text: string): string => text.replace(/[.*+^${}()|[\]\\]/g, '\\$&').replaceAll('?', '.');
const distinct = <T>(list: T[]): T[] => [...new Map(list.map((one) => [JSON.stringify(one), one])).values()];

const stepsOf = ({ Resources }: Template) =>
  Object.values(Resources)
    .filter(({ Type }) => Type === 'AWS::Lambda::Function')
    .map(({ Properties }) => Properties as StepProperties)
    .flatMap(({ Role, Environment }) => {
      const step = Environment?.Variables?.POWERTOOLS_SERVICE_NAME;
      return step ? [{ step, roleId: Role['Fn::GetAtt'][0] }] : [];
    });

const statementsOf = ({ Resources }: Template, roleId: string): Statement[] =>
  Object.values(Resources)
    .filter(({ Type }) => Type === 'AWS::IAM::Policy')
    .map(({ Properties }) => Properties as Policy)
    .filter(({ Roles }) => Roles.some(({ Ref }) => Ref === roleId))
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement);

const permissionsIn = ({ Effect, Action, Resource, Condition }: Statement, exported: Exports): Permission[] => {
  if (Effect !== 'Allow') throw new Error(`A policy with Effect ${Effect} is not understood here.`);
  const behindService = JSON.stringify(Condition ?? {}).includes('kms:ViaService');
  const within = JSON.stringify(Condition ?? {}).includes('dynamodb:LeadingKeys');
  return list(Action).flatMap((action) =>
    list(Resource).map((resource) => ({
      action,
      resource: patternOf(resource, exported),
      behindService,
      ...(within && { within }),
    })),
  );
};

const list = <T>(one: T | T[]): T[] => (Array.isArray(one) ? one : [one]);

type Exports = Map<string, unknown>;
const exportsOf = (stacks: Stacks): Exports =>
  new Map(
    Object.values(stacks)
      .flatMap(({ Outputs }) => Object.values(Outputs ?? {}))
      .flatMap(({ Value, Export }) => (Export ? [[Export.Name, Value] as const] : [])),
  );

/** The pattern that an intrinsic function of a template stands for. */
const patternOf = (value: unknown, exported: Exports): string => {
  if (typeof value === 'string') return value;
  const [kind, of] = Object.entries(value as Record<string, unknown>)[0] ?? [];
  if (kind === 'Ref') return String(of).startsWith('AWS::') ? '*' : `*{${of}}`;
  if (kind === 'Fn::GetAtt') return attribute(of as [string, string]);
  if (kind === 'Fn::ImportValue') return patternOf(exported.get(String(of)), exported);
  if (kind === 'Fn::Join') {
    const [separator, parts] = of as [string, unknown[]];
    return parts.map((part) => patternOf(part, exported)).join(separator);
  }
  throw new Error(`A resource of a policy is not understood: ${JSON.stringify(value)}`);
};

const attribute = ([id, name]: [string, string]): string => {
  if (name === 'StreamArn') return `*{${id}}/stream/*`;
  return id.startsWith('Log') ? `*{${id}}:*` : `*{${id}}`;
};
