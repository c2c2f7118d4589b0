import {
  getOption,
  hasOption,
  type DescEnumValue,
  type DescExtension,
  type DescField,
  type DescFile,
  type DescMethod,
} from '@bufbuild/protobuf';

/**
 * The value of a custom option, and the option itself; undefined where it is not set. The option is looked up among the
 * files that the descriptor's own file imports, so that no registry is needed.
 */
export function optionOf<Value>(
  desc: DescMethod | DescField | DescEnumValue,
  name: string,
): { value: Value; option: DescExtension } | undefined {
  const option = extensionIn(desc.parent.file, name);
  if (!option || !hasOption(desc, option)) return undefined;
  return { value: getOption(desc, option) as Value, option };
}

function extensionIn(file: DescFile, name: string): DescExtension | undefined {
  const own = file.extensions.find((extension) => extension.typeName === name);
  if (own) return own;
  for (const dependency of file.dependencies) {
    const found = extensionIn(dependency, name);
    if (found) return found;
  }
  return undefined;
}
