/**
 * What the contract's server of every protocol does alike: hello, reset, and the lives of its roles, one instance of each at a time.
 * Leaves out how a role is started, what is its own, and what its events mean (src/node/<protocol>/contract.ts). Source: spec/adapter.md.
 */
import type { ContractEventLine, ContractRequest, ContractServer, JsonObject } from '../../lib/contract.ts';
import type { Hosting } from '../hosting.ts';
import { type Answer, error, type Instance, ok, settle } from './answers.ts';
import { BadRequest, readOneOf } from './args.ts';
import { EventQueue } from './event-queue.ts';

/** Every role can be told to stop. */
type Stoppable = Instance<{ readonly kind: 'stop' }, unknown>;

/** What `hello` tells. */
export interface ContractForm {
  readonly protocol: string;
  readonly claims: readonly string[];
}

/** `Instances` has the instance of each role by its name. */
export abstract class RoleServer<
  Instances extends { readonly [Role in keyof Instances]: Stoppable },
> implements ContractServer {
  protected readonly hosting: Hosting;
  protected readonly events: EventQueue;
  /** The instances that run. */
  protected readonly live: { [Role in keyof Instances]: Instances[Role] | null };
  private readonly form: ContractForm;
  private readonly roles: readonly (keyof Instances & string)[];

  /** `none` has every role, none of which runs. */
  constructor(
    form: ContractForm,
    none: { [Role in keyof Instances]: null },
    hosting: Hosting,
    emit: (event: ContractEventLine) => void,
  ) {
    this.form = form;
    this.live = { ...none };
    this.roles = Object.keys(none) as (keyof Instances & string)[];
    this.hosting = hosting;
    this.events = new EventQueue(emit);
  }

  /** Takes the profile of `hello`. Throws BadRequest. */
  protected abstract readProfile(args: JsonObject): void;
  /** Starts a role that does not run. Throws BadRequest. */
  protected abstract start(role: keyof Instances & string, args: JsonObject, answer: Answer): void;
  /** `state` of a role that runs. */
  protected abstract stateOf(role: keyof Instances & string): JsonObject;
  /** An operation that is not every protocol's. Throws BadRequest. */
  protected abstract perform(op: string, args: JsonObject, answer: Answer): void;

  handle({ op, args }: ContractRequest, answer: Answer): void {
    try {
      this.operate(op, args, answer);
    } catch (mistake) {
      if (!(mistake instanceof BadRequest)) throw mistake;
      answer(error('bad-request', mistake.message));
    }
  }

  /** The instance has told that it stopped. */
  protected stopped(role: keyof Instances & string): void {
    const instance = this.live[role];
    this.live[role] = null;
    instance?.hosted.close(() => settle(instance.waiting, 'stop', ok()));
  }

  private operate(op: string, args: JsonObject, answer: Answer): void {
    switch (op) {
      case 'hello':
        return this.hello(args, answer);
      case 'reset':
        return this.reset(answer);
      case 'start':
        return this.begin(args, answer);
      case 'crash':
        return this.withRunning(args, answer, (role) => {
          this.end(role);
          answer(ok());
        });
      case 'stop':
        return this.withRunning(args, answer, (_, instance) => {
          instance.waiting.set('stop', answer);
          instance.hosted.command({ kind: 'stop' });
        });
      case 'state':
        return this.withRunning(args, answer, (role) => answer(ok(this.stateOf(role))));
      default:
        return this.perform(op, args, answer);
    }
  }

  private hello(args: JsonObject, answer: Answer): void {
    const { protocol, claims } = this.form;
    if (args['contract'] !== 1) throw new BadRequest('contract must be 1');
    if (args['protocol'] !== protocol) throw new BadRequest(`protocol must be ${protocol}`);
    this.readProfile(args);
    answer(ok({ name: 'wireproof', version: '1', roles: this.roles, claims }));
  }

  private reset(answer: Answer): void {
    for (const role of this.roles) this.end(role);
    this.events.clear();
    this.hosting.forget(() => answer(ok()));
  }

  private begin(args: JsonObject, answer: Answer): void {
    const role = readOneOf(args, 'role', this.roles);
    if (this.live[role] !== null)
      return answer(error('failed', `${/^[aeiou]/.test(role) ? 'an' : 'a'} ${role} runs already`));
    this.start(role, args, answer);
  }

  private withRunning(
    args: JsonObject,
    answer: Answer,
    act: (role: keyof Instances & string, instance: Stoppable) => void,
  ): void {
    const role = readOneOf(args, 'role', this.roles);
    const instance = this.live[role];
    if (instance === null) answer(error('failed', `no ${role} runs`));
    else act(role, instance);
  }

  /** Ends an instance at once; operations that waited for it have failed. */
  private end(role: keyof Instances & string): void {
    const instance = this.live[role];
    if (instance === null) return;
    this.live[role] = null;
    instance.hosted.crash();
    for (const name of [...instance.waiting.keys()])
      settle(instance.waiting, name, error('failed', `the ${role} was ended`));
  }
}
