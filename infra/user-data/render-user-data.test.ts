import { expect, test } from '@jest/globals';
import { renderUserData, UserDataError, userDataLimitBytes } from './render-user-data';

const script = "#!/bin/bash\nreadonly prefix='@PARAMETER_PREFIX@'\n";

test('the prefix is the only thing put in', () => {
  expect(renderUserData('/waffle-backend', script)).toBe("#!/bin/bash\nreadonly prefix='/waffle-backend'\n");
});

test('the real script is a static text within its limit', () => {
  const rendered = renderUserData('/waffle-backend');
  expect(rendered).toMatch(/^#!\/bin\/bash\n/);
  expect(rendered).toContain("'/waffle-backend'");
  expect(rendered).not.toContain('@PARAMETER_PREFIX@');
  expect(Buffer.byteLength(rendered)).toBeLessThanOrEqual(userDataLimitBytes);
});

test.each([
  ['no marker', '#!/bin/bash\n', 'contains @PARAMETER_PREFIX@ 0 times; it must contain it exactly once'],
  [
    'two markers',
    `${script}${script}`,
    'contains @PARAMETER_PREFIX@ 2 times; it must contain it exactly once',
  ],
  [
    'no interpreter',
    'echo @PARAMETER_PREFIX@',
    'does not start with #!, so that cloud-init would not run it',
  ],
  [
    'a letter beyond ASCII',
    `${script}# café\n`,
    'contains "é" in line 3; use ASCII and line feeds only, CloudFormation does not keep the rest',
  ],
  [
    'Windows line ends',
    script.replaceAll('\n', '\r\n'),
    'contains "\\r" in line 1; use ASCII and line feeds only, CloudFormation does not keep the rest',
  ],
  [
    'too much',
    script + '#'.repeat(userDataLimitBytes),
    'has 12334 bytes; at most 12288 are allowed here (EC2 refuses more than 16384): move code to deployment/bootstrap.sh',
  ],
])('%s is refused', (_, source, problem) => {
  expect(() => renderUserData('/waffle-backend', source)).toThrow(
    new UserDataError(`infra/user-data/user-data.sh ${problem}`),
  );
});
