/** The steps of the toy suite. Leaves out everything that the harness's own tests do not need. */
import { Given, Then, When } from '@cucumber/cucumber';
import { NotApplicable } from '../../check/axis.ts';
import { ExpectationFailed } from '../../check/failure.ts';
import type { Link } from '../../check/world.ts';
import type { Scenario } from '../../../steps/support/scenario.ts';

const links = new WeakMap<Scenario, Link>();

Given('a node', async function (this: Scenario) {
  const link = await this.world.dial({ host: 'toy', port: 1 });
  if (link === null) throw new ExpectationFailed({ expected: 'a connection', actual: 'a refusal', code: 'refused' });
  links.set(this, link);
});

When('it is asked', async function (this: Scenario) {
  await ask(this);
});

When('it is asked {int} times', async function (this: Scenario, times: number) {
  for (let time = 0; time < times; time++) await ask(this);
});

When('its timers are set', async function (this: Scenario) {
  await this.world.subject.request('set', {});
  await ask(this);
});

When('the harness stumbles', function () {
  throw new TypeError('undefined is not a <function>');
});

Then('it says {int}', async function (this: Scenario, octet: number) {
  expectOctet(octet, await answer(this));
});

Then('it says {int} at once', async function (this: Scenario, octet: number) {
  const seen = await answer(this);
  if (seen === octet && this.world.nowUs() <= 1000) return;
  throw new ExpectationFailed({ expected: `${octet} within 1 ms`, actual: `${seen} later`, code: 'late' });
});

function expectOctet(wanted: number, seen: number): void {
  if (seen === wanted) return;
  throw new ExpectationFailed({
    expected: `${wanted} within 1 s`,
    actual: `${seen} <after> some time`,
    wrongByte: { offset: 0, seen, wanted },
    code: 'wrong-number',
  });
}

async function ask(scenario: Scenario): Promise<void> {
  if (scenario.axis === 'joined') throw new NotApplicable('nothing follows an octet');
  await links.get(scenario)?.write([Uint8Array.of(1)]);
}

async function answer(scenario: Scenario): Promise<number> {
  const piece = await scenario.world.until(() => links.get(scenario)?.received[0], 1_000_000);
  if (piece === undefined)
    throw new ExpectationFailed({ expected: 'an answer', actual: 'silence', code: 'missing-answer' });
  return piece.data[0] ?? -1;
}
