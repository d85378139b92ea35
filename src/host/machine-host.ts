/**
 * Drives one machine over real TCP, a real disk and real processes, and knows nothing of what it says.
 *
 * Inputs wait in a queue and never enter a step within a step; a step that throws ends the machine as a crash would, and the error goes
 * on. Leaves out recording formats (`record` is a hook) and several machines (hosting.ts).
 * Source: src/lib/machine.ts; DESIGN "A protocol is a machine".
 */
import type { Server } from 'node:net';
import { assert } from '../lib/assert.ts';
import type { Address, Conn, Input, Machine, Out } from '../lib/machine.ts';
import { type Clock, createClock } from './clock.ts';
import { loadFile, readWhole, removePath, storeFile } from './disk.ts';
import { assertInside } from './inside.ts';
import { type Lane, createLane } from './lane.ts';
import { endLeftGroups } from './process-groups.ts';
import { type Processes, createProcesses } from './processes.ts';
import { type TcpConnection, createTcpConnection } from './tcp-connection.ts';
import { dialTcp } from './tcp-dial.ts';
import { listenTcp } from './tcp-listener.ts';
