/**
 * The verbs of remote compilation: requests with their signs of life and one answer, ends by request, and notices of compile hosts.
 * Leaves out the compilation (compiler.ts). Source: spec/cluster.md sections 5.6 and 7.9; row 31.
 */
import { addressText, clusterMessages, type ClusterAddress } from '../../../protocols/cluster/index.ts';
import { readCompileWords, readPayload, verbs, writeCompileWords } from '../../../protocols/cluster/index.ts';
import { encode } from '../../../wire/index.ts';
import type { Link, Packet, ServerCore, ServerPart } from '../core.ts';
import { COMPILE_FOLDER, type Compiler, type CompileOutcome } from './compiler.ts';

const nothing = new Uint8Array(0);

/** The part that serves 00000413 to 00000415 by `compiler`. */
export function createCompilePart(core: ServerCore, compiler: Compiler): ServerPart {
  return {
    start: (done) => core.sweep(COMPILE_FOLDER, () => done()),
    offline: () => compiler.abandon(),
    // Its address may be given to somebody else, who asked for nothing.
    ended: (link, kind) => {
      if (kind === 'endpoint') compiler.abandon(link.address);
    },
    verbs: {
      compile: (packet) => request(core, compiler, packet),
      killCompiler: ({ origin }) => compiler.kill(origin),
      compileNotice: (packet, from) => notice(core, compiler, packet, from),
    },
  };
}

/**
 * Ambiguity: a second request of a requester that waits. In originals both run, and neither notices nor answers can be told apart;
 * ours refuses the second. 7.9, CLU-COMP-011.
 */
function request(core: ServerCore, compiler: Compiler, { origin, payload }: Packet): void {
  const read = readPayload(clusterMessages(core.options.limits), verbs.compile, payload);
  if (read.kind === 'bad' || read.value.name !== 'compile') {
    return core.notice(`a compile request of ${addressText(origin)} cannot be read`);
  }
  if (compiler.has(origin)) {
    return answer(core, origin, { kind: 'failed', isSilent: false, text: 'one compilation at a time' });
  }
  const { words, package: octets } = read.value.value;
  core.route(verbs.compileAnswer, origin, nothing);
  // Unknown words are no business of the tool's command line.
  const known = writeCompileWords(readCompileWords(words));
  compiler.start({ requester: origin, words: known, octets: octets.slice() }, (outcome) => {
    answer(core, origin, outcome);
  });
  keepAlive(core, compiler, origin);
}

/** Until its job is over, one way or another. */
function keepAlive(core: ServerCore, compiler: Compiler, requester: ClusterAddress): void {
  if (!compiler.has(requester)) return;
  core.at(`compile/alive/${addressText(requester)}`, core.env.nowUs + core.options.timers.keepAliveUs, () => {
    if (compiler.has(requester)) core.route(verbs.compileAnswer, requester, nothing);
    keepAlive(core, compiler, requester);
  });
}

function answer(core: ServerCore, requester: ClusterAddress, outcome: CompileOutcome): void {
  const messages = clusterMessages(core.options.limits);
  const payload =
    outcome.kind === 'built'
      ? encode(messages.compiled, { package: outcome.octets })
      : encode(messages.compileFailed, { reason: outcome.text });
  core.route(verbs.compileAnswer, requester, payload);
}

/** From endpoints of this node only: what it names lies on this machine. Row 33. */
function notice(core: ServerCore, compiler: Compiler, { payload }: Packet, from: Link): void {
  const read = readPayload(clusterMessages(core.options.limits), verbs.compileNotice, payload);
  if (from.kind !== 'endpoint' || read.kind === 'bad') return;
  const said = read.value;
  let isWanted = false;
  if (said.name === 'compileNoticeTexts') {
    isWanted = compiler.noticed({ requester: said.value.requester, path: said.value.first, root: said.value.second });
  } else if (said.name === 'compileNotice') {
    isWanted = compiler.noticed({ requester: said.value.requester, path: '', root: '' });
  }
  if (!isWanted) core.notice(`nobody waits for what ${addressText(from.address)} compiled`);
}
