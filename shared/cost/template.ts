/** A synthesised CloudFormation template, as JSON. */
export type Template = {
  Resources?: Record<string, { Type: string; Properties?: Record<string, unknown> }>;
  Outputs?: Record<string, { Value: unknown; Export?: { Name: unknown } }>;
};

/** A resource of one of an environment's templates. */
export type Resource = { id: string; type: string; properties: Record<string, unknown>; template: Template };

export const resourcesOf = (templates: readonly Template[]): Resource[] =>
  templates.flatMap((template) =>
    Object.entries(template.Resources ?? {}).map(([id, { Type: type, Properties: properties = {} }]) => ({
      id,
      type,
      properties,
      template,
    })),
  );

/** The resource a property points at: in its own template, or in another one through that one's export. */
export function pointedAt(value: unknown, from: Template, all: readonly Resource[]): Resource | undefined {
  const imported = field(value, 'Fn::ImportValue');
  if (imported !== undefined) return exportedAs(imported, all);
  const attribute = field(value, 'Fn::GetAtt');
  const id = field(value, 'Ref') ?? (Array.isArray(attribute) ? attribute[0] : String(attribute ?? '').split('.')[0]);
  return all.find((resource) => resource.template === from && resource.id === id);
}

function exportedAs(name: unknown, all: readonly Resource[]): Resource | undefined {
  for (const template of new Set(all.map((resource) => resource.template))) {
    for (const { Value, Export } of Object.values(template.Outputs ?? {})) {
      if (JSON.stringify(Export?.Name) === JSON.stringify(name)) return pointedAt(Value, template, all);
    }
  }
  return undefined;
}

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;

/** A property of a property, `at(resource.properties, 'Target', 'Arn')`. */
export const at = (value: unknown, ...path: string[]): unknown => path.reduce(field, value);

/** A whole number that a template writes as a number or as text. */
export function whole(value: unknown, otherwise: number): number {
  const text = String(value ?? '');
  return /^\d+$/.test(text) ? Number(text) : otherwise;
}
