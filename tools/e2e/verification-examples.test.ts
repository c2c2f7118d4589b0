import { execFileSync, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transformSync } from 'esbuild';

const secret = 'whsec_' + Buffer.alloc(32, 7).toString('base64');
const body = '{"id": "evt_1", "data": {"title": "Prüfung"}}';
const now = 1_800_000_000;
const signed = (key: string, at: number) =>
  `t=${at},v1=${createHmac('sha256', key).update(`${at}.${body}`).digest('hex')}`;

const cases = [
  { header: signed(secret, now), valid: true },
  { header: `${signed(secret, now)},v1=${'0'.repeat(64)}`, valid: true },
  { header: signed('whsec_other', now), valid: false },
  { header: signed(secret, now - 301), valid: false },
  { header: `t=${now}`, valid: false },
  { header: 'nonsense', valid: false },
];
const input = JSON.stringify({ secret, body, now, headers: cases.map(({ header }) => header) });
const expected = cases.map(({ valid }) => valid);
const options = { encoding: 'utf8', timeout: 18_000 } as const;

describe('the verification examples of docs/webhooks.md accept what is signed and refuse all else', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'examples-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('in TypeScript', () => {
    const { code } = transformSync(
      `${example('ts')}
      const { secret, body, now, headers } = JSON.parse(process.argv[2]!);
      console.log(JSON.stringify(headers.map((header: string) => {
        try { verify(secret, header, body, now); return true; } catch { return false; }
      })));`,
      { loader: 'ts', format: 'esm' },
    );
    writeFileSync(join(folder, 'main.mjs'), code);
    const output = execFileSync(process.execPath, [join(folder, 'main.mjs'), input], options);
    expect(JSON.parse(output)).toEqual(expected);
  });

  test('in Python', () => {
    const program = `${example('python')}
import json, sys
case = json.loads(sys.argv[1])
def accepts(header):
    try:
        verify(case["secret"], header, case["body"], case["now"])
        return True
    except ValueError:
        return False
print(json.dumps([accepts(header) for header in case["headers"]]))`;
    expect(JSON.parse(execFileSync('python3', ['-c', program, input], options))).toEqual(expected);
  });

  const hasGo = spawnSync('go', ['version'], options).status === 0;
  (hasGo ? test : test.skip)(
    'in Go',
    () => {
      writeFileSync(join(folder, 'go.mod'), 'module example\n');
      writeFileSync(join(folder, 'verify.go'), example('go').replace('package webhooks', 'package main'));
      writeFileSync(join(folder, 'main.go'), goProgram);
      const output = execFileSync('go', ['run', '.', input], { ...options, cwd: folder, timeout: 115_000 });
      expect(JSON.parse(output)).toEqual(expected);
    },
    120_000,
  );
});

/** The one code block of a language in the document. */
function example(language: string): string {
  const text = readFileSync(join(__dirname, '../../docs/webhooks.md'), 'utf8');
  const block = new RegExp('```' + language + '\\n([\\s\\S]*?)```').exec(text)?.[1];
  if (!block) throw new Error(`docs/webhooks.md has no example in ${language}`);
  return block;
}

const goProgram = `package main

import (
	"encoding/json"
	"fmt"
	"os"
	"time"
)

func main() {
	var input struct {
		Secret, Body string
		Now          int64
		Headers      []string
	}
	if err := json.Unmarshal([]byte(os.Args[1]), &input); err != nil {
		panic(err)
	}
	accepted := []bool{}
	for _, header := range input.Headers {
		accepted = append(accepted, Verify(input.Secret, header, input.Body, time.Unix(input.Now, 0)) == nil)
	}
	out, _ := json.Marshal(accepted)
	fmt.Println(string(out))
}
`;
