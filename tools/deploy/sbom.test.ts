import { execFileSync } from 'node:child_process';
import { workspaceRoot } from '@fileonion/embedded';

interface BillOfMaterials {
  bomFormat: string;
  components: { name: string; version: string }[];
}

test('the bill of materials lists what the images hold, and none of the tools', () => {
  const options = { cwd: workspaceRoot(), encoding: 'utf8', timeout: 55_000 } as const;
  const output = execFileSync('npm', ['run', '--silent', 'sbom'], options);
  const { bomFormat, components } = JSON.parse(output) as BillOfMaterials;
  const names = components.map(({ name }) => name);
  expect(bomFormat).toBe('CycloneDX');
  expect(names).toEqual(expect.arrayContaining(['express', '@grpc/grpc-js', 'mongoose', 'kafkajs', 'ioredis']));
  for (const tool of ['jest', 'nx', 'typescript', 'eslint']) expect(names).not.toContain(tool);
}, 60_000);
