import { say } from '@fileonion/embedded';
import type { Settings } from './settings';

/** Says where everything is and how to make a first call. */
export function printSummary({ mode, dataDir, env }: Settings, gateways: string[], apiKey: string): void {
  const seconds = (performance.now() / 1000).toFixed(1);
  const rss = Math.round(process.memoryUsage.rss() / 2 ** 20);
  say(`Webhooks may call ${env.WEBHOOK_ALLOW_CIDRS}, so that receivers on this machine work.`);
  say(`State:    ${dataDir}`);
  say(mode === 'in-process' ? `Ready in ${seconds} s, ${rss} MB for the six services.` : `Ready in ${seconds} s.`);
  say('');
  say(`Base URL: ${gateways.join(' and ')}`);
  say(`API key:  ${apiKey}`);
  say('Try it:');
  say(`  curl -H 'Authorization: Bearer ${apiKey}' ${gateways[0]}/api/v2/me`);
}
