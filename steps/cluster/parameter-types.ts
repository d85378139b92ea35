/**
 * The words that steps have in common, as types: who speaks, which packet, to which address.
 * Leaves out what they mean on the wire (src/check/cluster).
 */
import { defineParameterType } from '@cucumber/cucumber';
import { comebacks } from '../../src/check/cluster/as-operator.ts';
import { madeTable } from '../../src/check/cluster/made-tables.ts';
import { addressPattern, phrasePattern, readPhrase } from '../../src/check/cluster/phrase.ts';

/**
 * Who speaks or listens on the suite's end of a connection. `the node` without a name is the subject; `the server` is the node of an
 * endpoint under test; a stranger is one that does not say a good handshake.
 */
defineParameterType({
  name: 'player',
  regexp:
    /the (?:second |third |fourth )?(?:client|host|logger|endpoint of "[^"]*"|node "[^"]*"|stranger|joiner|server)/,
});

/** A packet as scenarios say it: `ping "hey"`. */
defineParameterType({ name: 'packet', regexp: phrasePattern, transformer: readPhrase });

/** An address in words: `the node`, `itself`, `every logger of the node`. */
defineParameterType({ name: 'address', regexp: addressPattern });

/** A node of the net that the suite plays: `the node "beta"`, given as `beta`. */
defineParameterType({ name: 'figure', regexp: /the node "([^"]*)"/ });

/** The object type of a handshake: `02800C08`. */
defineParameterType({
  name: 'objectType',
  regexp: /[0-9A-F]{8}/,
  transformer: (digits: string) => Number.parseInt(digits, 16),
});

/** A UUID as originals print it. */
defineParameterType({
  name: 'uuid',
  regexp: /[0-9A-F]{4}(?:-[0-9A-F]{4}){7}/,
  transformer: (text: string) => text.replaceAll('-', '').toLowerCase(),
});

/** A network address as a table entry has it. */
defineParameterType({ name: 'ip', regexp: /[0-9]+(?:\.[0-9]+){3}|::1/ });

/** A net table in words: `a newer table that has "delta" in it`. */
defineParameterType({ name: 'madeTable', regexp: madeTable });

/** An answer to the handshake of a node that is no good one. */
defineParameterType({
  name: 'answer',
  regexp:
    /another address for the node|another address of its own|no address for the node|zeros|an answer that has another signature/,
});

/** What happened to a node that is online again. */
defineParameterType({ name: 'comeback', regexp: comebacks });

/** A service as which an endpoint under test connects. */
defineParameterType({ name: 'endpointKind', regexp: /a job client|a job host|a logger/ });

/** An address in sixteen digits. */
defineParameterType({ name: 'digits', regexp: /[0-9A-F]{16}/ });
