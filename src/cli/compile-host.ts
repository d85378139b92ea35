/**
 * `wireproof compile-host`: the program that a node starts to compile sources. It runs the configured build command in the folder of
 * the sources, sends what that prints as lines of log, packs the output, and tells the node: 00000415.
 *
 * The command gets the root file as its last argument; it writes to a folder of its working folder, which is made before and stands in
 * WIREPROOF_OUTPUT. Leaves out the node's side and what the output is called (src/node/cluster/compile). Source: spec/cluster.md sections
 * 5.6, 7.9 and Appendix D.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { faultSentence } from '../host/fault-sentence.ts';
import { UsageError } from '../lib/errors.ts';
import { buildFailure, compileHostService, OUTPUT_FOLDER, OUTPUT_PACKAGE, outputName } from '../node/cluster/index.ts';
import { clusterLimits, clusterMessages, parseAddress, ticksOf } from '../protocols/cluster/index.ts';
import { verbs } from '../protocols/cluster/index.ts';
import { encode } from '../wire/index.ts';
import { packFolder } from './build-output.ts';
import { type EndpointSession, openEndpointSession } from './endpoint-session.ts';
import { createLogLines } from './log-lines.ts';

/** Told for a build that a signal ended, as shells do without its number. */
const SIGNALLED = 128;
const messages = clusterMessages(clusterLimits);

interface Build {
  readonly file: string;
  readonly requester: bigint;
  readonly words: string;
  readonly command: readonly string[];
}

/** The two texts of 00000415; `second` is empty for a failure. */
interface Outcome {
  readonly first: string;
  readonly second: string;
}

/** The subcommand; nodes start it, people do not. */
export function compileHostCommand(): Command {
  return new Command('compile-host')
    .description('build sources for a cluster node, which starts this program')
    .argument('<file>', 'root file of the sources')
    .argument('<requester>', 'for whom, 16 hexadecimal digits')
    .argument('<words>', 'what for: architecture, system, mode')
    .argument('<port>', 'port of the node')
    .requiredOption('--node <host>', 'host of the node')
    .option('--build <word>', 'a word of the build command; several times', (word, all: string[]) => [...all, word], [])
    .action(
      async (
        file: string,
        requester: string,
        words: string,
        port: string,
        options: { node: string; build: string[] },
      ) => {
        const session = await openEndpointSession(
          compileHostService,
          { host: options.node, port: Number(port) },
          process.cwd(),
        );
        const build = { file, requester: parseAddress(requester), words, command: options.build };
        await compile(session, build);
        await session.close();
      },
    );
}

async function compile(session: EndpointSession, build: Build): Promise<void> {
  const folder = join(process.cwd(), OUTPUT_FOLDER, outputName(build.words));
  rmSync(join(process.cwd(), OUTPUT_FOLDER), { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const problem = await runBuild(session, build, folder);
  const outcome = problem === null ? await pack(build, folder) : { first: problem, second: '' };
  const value = { requester: build.requester, status: outcome.second === '' ? 1 : 0, ...outcome };
  session.send(verbs.compileNotice, session.node, encode(messages.compileNoticeTexts, value));
}

/** Null when it succeeded; else the text that the original's compile host has for it. */
function runBuild(session: EndpointSession, build: Build, output: string): Promise<string | null> {
  const [command, ...rest] = build.command;
  if (command === undefined) return Promise.resolve(buildFailure(null));
  return new Promise((resolve) => {
    const child = spawn(command, [...rest, build.file], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, WIREPROOF_OUTPUT: output, WIREPROOF_WORDS: build.words },
    });
    const lines = createLogLines((line) => log(session, line));
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => lines.push(data));
    child.once('error', () => resolve(buildFailure(null)));
    child.once('close', (code) => {
      lines.end();
      resolve(code === 0 ? null : buildFailure(code ?? SIGNALLED));
    });
  });
}

function log(session: EndpointSession, line: string): void {
  const value = { author: session.self, time: ticksOf(Date.now()), line };
  session.send(verbs.logPrimary, session.node, encode(messages.logRecord, value));
}

async function pack({ file }: Build, folder: string): Promise<Outcome> {
  try {
    const octets = await packFolder(folder, file, clusterLimits.payload);
    writeFileSync(join(process.cwd(), OUTPUT_PACKAGE), octets);
    return { first: OUTPUT_PACKAGE, second: folder };
  } catch (error) {
    const text = error instanceof UsageError ? error.message : faultSentence(error);
    return { first: text, second: '' };
  }
}
