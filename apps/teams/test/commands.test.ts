import { Plan } from '@fileonion/contract/api';
import { DirectoryServiceService } from '@fileonion/contract/teams';
import { silentLogger } from '@fileonion/testing';
import { commands } from '../commands';
import { startTeams, type TeamsUnderTest } from './teams-under-test';

describe('the commands of operators', () => {
  let service: TeamsUnderTest;
  beforeAll(async () => void (service = await startTeams()));
  afterAll(() => service.stop());
  afterEach(() => jest.restoreAllMocks());

  /** Runs a command and gives what it prints. */
  async function run(name: keyof typeof commands, ...args: string[]): Promise<Record<string, string>> {
    const printed = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    await commands[name].run(service.config, args, silentLogger);
    return JSON.parse(String(printed.mock.calls.at(-1)?.[0])) as Record<string, string>;
  }

  it('make an organization with an owner, and move it to another plan', async () => {
    const made = await run(
      'create-organization',
      '--name',
      'Acme',
      '--owner-email',
      'ada@example.com',
      '--owner-name',
      'Ada',
      '--plan',
      'professional',
    );
    const directory = service.as(DirectoryServiceService);
    const key = { organizationId: made['organizationId']!, userId: made['ownerUserId']! };
    expect((await directory.getCaller(key)).caller).toMatchObject({
      organizationName: 'Acme',
      plan: Plan.PROFESSIONAL,
      user: { name: 'Ada', email: 'ada@example.com', role: 'OWNER', status: 'ACTIVE' },
    });

    expect(await run('set-plan', '--organization', key.organizationId, '--plan', 'personal')).toEqual({
      organizationId: key.organizationId,
      plan: 'personal',
    });
    expect((await directory.getCaller(key)).caller?.plan).toBe(Plan.PERSONAL);
  });

  it.each([
    ['create-organization', ['--name', 'Acme', '--plan', 'personal'], /--owner-email/],
    ['create-organization', ['--name', 'Acme', '--plan', 'personal', '--owner-email', 'ada'], /^--owner-email: /],
    ['create-organization', ['--name', ' ', '--plan', 'personal', '--owner-email', 'ada@example.com'], /^--name: /],
    [
      'create-organization',
      ['--name', 'x'.repeat(101), '--plan', 'personal', '--owner-email', 'ada@example.com'],
      /^--name: /,
    ],
    [
      'create-organization',
      ['--name', 'Acme', '--plan', 'personal', '--owner-email', 'ada@example.com', '--owner-name', ' '],
      /^--owner-name: /,
    ],
    [
      'create-organization',
      ['--name', 'Acme', '--plan', 'gold', '--owner-email', 'ada@example.com'],
      /personal, professional, enterprise/,
    ],
    ['set-plan', ['--plan', 'personal', '--verbose'], /verbose/],
    ['set-plan', ['--plan', 'personal', '--organization', 'unknown'], /There is no organization unknown/],
  ] as const)('refuse %s %j and say why', async (name, args, message) => {
    await expect(commands[name].run(service.config, [...args], silentLogger)).rejects.toThrow(message);
  });
});
