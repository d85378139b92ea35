/** Steps of log lines: `logs` is said by an endpoint, `is told` is demanded for a logger. */
import { defineParameterType, Then, When } from '@cucumber/cucumber';
import * as lines from '../../src/check/cluster/log-lines.ts';
import type { Phrase } from '../../src/check/cluster/phrase.ts';
import { addressFor, verifyAddress, verifyPayload } from '../../src/check/cluster/stage.ts';
import { quietUs } from '../../src/check/probe.ts';
import { verbs } from '../../src/protocols/cluster/index.ts';
import type { Scenario } from '../support/scenario.ts';
import { authorsOf, partyOf, stageOf } from './stage.ts';

/** A line of log: `"hello"`, `256 octets`. */
defineParameterType({ name: 'line', regexp: lines.linePattern, transformer: lines.readLine });
