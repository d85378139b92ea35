/**
 * The world over somebody's program of which only the address is known: links to it, and no operations.
 * Leaves out everything that needs control over the subject; such scenarios are skipped. Source: spec/adapter.md "Address only".
 */
import { connect } from 'node:net';
import { NotClaimed, SubjectBroke, type WorldSource } from '../../check/world.ts';
import type { Address } from '../../lib/machine.ts';
import { faultSentence } from '../fault-sentence.ts';
import { type LiveSubject, createLiveWorld } from './live-world.ts';
import { createScene } from './pulse.ts';

export interface TargetOptions {
  readonly address: Address;
  /** The roles that listen in this protocol. */
  readonly roles: readonly string[];
}

/** Worlds over one address. `hello` and `open` throw SubjectBroke where nothing listens there. */
export function targetWorldSource({ address, roles }: TargetOptions): WorldSource {
  const hello = { name: addressText(address), version: 'unknown', roles, claims: [] };
  const reach = async (): Promise<void> => {
    const fault = await probeTarget(address);
    if (fault !== null) throw new SubjectBroke(fault);
  };
  return {
    name: 'target',
    hello: async () => {
      await reach();
      return hello;
    },
    open: async () => {
      await reach();
      const subject: LiveSubject = {
        hello,
        controllable: false,
        listensAt: address,
        events: [],
        death: null,
        request: () => Promise.reject(new NotClaimed('needs an adapter')),
        stderr: () => '',
        reset: () => Promise.resolve(),
      };
      return createLiveWorld('target', subject, createScene());
    },
    close: () => Promise.resolve(),
  };
}

/** Null where somebody accepts connections at `address`; else a sentence that says what is wrong. Waits 5 s at most. */
export function probeTarget(address: Address, waitMs = 5_000): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({ host: address.host, port: address.port });
    const timer = setTimeout(() => done(`${addressText(address)} does not answer within ${waitMs / 1000} s`), waitMs);
    const done = (fault: string | null): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(fault);
    };
    socket.once('connect', () => done(null));
    socket.once('error', (error: NodeJS.ErrnoException) => done(faultText(error, address)));
  });
}

function faultText(error: NodeJS.ErrnoException, address: Address): string {
  if (error.code === 'ECONNREFUSED') return `nothing listens at ${addressText(address)}: connection refused`;
  if (error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN') return `the host ${address.host} cannot be resolved`;
  return `${addressText(address)} cannot be reached: ${faultSentence(error)}`;
}

/** `HOST:PORT`, the host of an IPv6 address in brackets. */
export function addressText({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
