import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Json } from '@fileonion/testing';
import { parseAllDocuments } from 'yaml';

/** The folder of the overlays. */
const overlays = join(__dirname, '../../deploy/kubernetes/overlays');

/** A rendered Kubernetes object, as far as our assertions look into it. */
export interface Manifest {
  kind: string;
  metadata: { name: string; namespace?: string };
  spec: Json;
}

/** The YAML that an overlay renders to. */
export function renderOverlay(kustomize: string, overlay: string): string {
  return execFileSync(kustomize, ['build', join(overlays, overlay)], { encoding: 'utf8', timeout: 60_000 });
}

/** The objects in a rendered overlay. */
export function manifestsOf(yaml: string): Manifest[] {
  return parseAllDocuments(yaml).map((document) => document.toJS() as Manifest);
}

/** The apps that a pod labelled `app` may be called by on its gRPC port, by the NetworkPolicies. */
export function callersOf(manifests: Manifest[], app: string): string[] {
  const policy = manifests.find(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === app);
  const rules: Json[] = policy?.spec.ingress ?? [];
  return rules
    .filter(({ ports }) => ports.some(({ port }: { port: string }) => port === 'grpc'))
    .flatMap(({ from }) => from.map(({ podSelector }: Json) => podSelector.matchLabels.app as string))
    .sort();
}

/** The apps that a pod labelled `app` may call, by the NetworkPolicies. */
export function calledBy(manifests: Manifest[], app: string): string[] {
  const policy = manifests.find(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === app);
  const rules: Json[] = policy?.spec.egress ?? [];
  return rules
    .flatMap(({ to = [] }) => to.flatMap(({ podSelector }: Json) => podSelector?.matchLabels.app ?? []))
    .sort();
}

/** The labels by which policies and spread constraints select pods of this installation, everything excepted. */
export function labelsSelected(manifests: Manifest[]): Record<string, string>[] {
  const found: Record<string, string>[] = [];
  const text = JSON.stringify(manifests.map(({ spec }) => spec ?? null));
  JSON.parse(text, (key, value: Json) => {
    if (['podSelector', 'labelSelector'].includes(key) && value.matchLabels) found.push(value.matchLabels);
    return value;
  });
  return found;
}
