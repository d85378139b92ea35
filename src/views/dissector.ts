/**
 * A Wireshark dissector (Lua) for a family of messages on one port: one ProtoField for each field of each message.
 * Where two messages of one direction begin alike, the longer one is taken if its sizes fit what was captured.
 * Leaves out everything that needs the memory of a session. Source: https://www.wireshark.org/docs/wsdg_html_chunked/lua_module_Proto.html.
 */
import { unreachable } from '../lib/assert.ts';
import { octetsOf, type Field, type MessageSpec } from '../schema/index.ts';

/** Messages of one protocol by where they go; `port` is that of the side that listens. */
export interface Family {
  readonly name: string;
  readonly title: string;
  readonly port: number;
  readonly toListener: readonly MessageSpec[];
  readonly toDialler: readonly MessageSpec[];
}

/** The text of the dissector: put it into Wireshark's folder of Lua plugins. */
export function dissector(family: Family): string {
  const specs = [...new Set([...family.toListener, ...family.toDialler])];
  return [
    '-- Wireshark dissector, generated from the declarations of the messages.',
    `local proto = Proto(${quote(family.name)}, ${quote(family.title)})`,
    'local f = {}',
    ...specs.flatMap((spec) =>
      Object.entries(spec.fields).map(([name, field]) => protoField(family, spec, name, field)),
    ),
    'proto.fields = f',
    'local messages = {}',
    ...specs.map(messageTable),
    `local to_listener = { ${listOf(family.toListener)} }`,
    `local to_dialler = { ${listOf(family.toDialler)} }`,
    `local port = ${family.port}`,
    READER,
    '',
  ].join('\n');
}

function listOf(specs: readonly MessageSpec[]): string {
  const longestFirst = specs.toSorted((a, b) => Object.keys(b.fields).length - Object.keys(a.fields).length);
  return longestFirst.map((spec) => `messages[${quote(spec.name)}]`).join(', ');
}

function protoField(family: Family, spec: MessageSpec, name: string, field: Field): string {
  const abbreviation = `${family.name}.${spec.name}.${name}`.replaceAll('-', '_');
  const names =
    'names' in field && field.names !== undefined
      ? `{ ${Object.entries(field.names)
          .map(([text, value]) => `[${value}] = ${quote(text)}`)
          .join(', ')} }`
      : 'nil';
  const [type, base] = luaType(field);
  const display = base === null ? `nil, ${quote(field.doc)}` : `${base}, ${names}, nil, ${quote(field.doc)}`;
  return `f[${quote(`${spec.name}.${name}`)}] = ProtoField.${type}(${quote(abbreviation)}, ${quote(name)}, ${display})`;
}

const luaIntegers = { u8: 'uint8', u16: 'uint16', u32: 'uint32', u64: 'uint64' } as const;

function luaType(field: Field): readonly [type: string, base: string | null] {
  switch (field.kind) {
    case 'u8':
    case 'u16':
    case 'u32':
      return [luaIntegers[field.kind], 'base.DEC'];
    case 'u64':
      return [luaIntegers.u64, 'base.HEX'];
    case 'constant':
      return [luaIntegers[field.width], 'base.HEX'];
    case 'size':
      return [luaIntegers[field.width], 'base.DEC'];
    case 'mark':
      return ['string', 'base.ASCII'];
    case 'text':
    case 'ended-text':
    case 'rest-text':
      return ['string', 'base.UNICODE'];
    case 'bytes':
    case 'stream':
    case 'fixed':
    case 'rest-bytes':
    case 'rest-longs':
      return ['bytes', null];
    default:
      return unreachable(field);
  }
}

function messageTable(spec: MessageSpec): string {
  const fields = Object.entries(spec.fields).map(([name, field]) => `  { ${parts(spec, name, field).join(', ')} },`);
  const head = `messages[${quote(spec.name)}] = { name = ${quote(spec.name)}, little = ${spec.byteOrder === 'le'}, fields = {`;
  return [head, ...fields, '} }'].join('\n');
}

function parts(spec: MessageSpec, name: string, field: Field): readonly string[] {
  const common = [`name = ${quote(name)}`, `field = f[${quote(`${spec.name}.${name}`)}]`];
  switch (field.kind) {
    case 'u8':
    case 'u16':
    case 'u32':
    case 'u64':
      return [...common, `octets = ${octetsOf[field.kind]}`];
    case 'constant':
      return [...common, `octets = ${octetsOf[field.width]}`, `value = ${field.value}`];
    case 'size':
      return [...common, `octets = ${octetsOf[field.width]}`, `max = ${field.max}`, `base = ${field.base ?? 0}`];
    case 'mark':
      return [...common, `octets = ${field.text.length}`, `mark = "${inDecimal(field.text, 'latin1')}"`];
    case 'fixed':
      return [...common, `octets = ${field.octets}`];
    case 'ended-text':
      return [...common, 'ended = true', 'text = true'];
    case 'rest-text':
      return [...common, 'rest = true', 'text = true'];
    case 'rest-bytes':
    case 'rest-longs':
      return [...common, 'rest = true'];
    case 'text':
      return [...common, `sized_by = ${quote(field.sizedBy)}`, 'text = true'];
    case 'bytes':
    case 'stream':
      return [...common, `sized_by = ${quote(field.sizedBy)}`];
    default:
      return unreachable(field);
  }
}

/** A Lua string; what Lua would not read as itself is written by its number. */
function quote(text: string): string {
  return `"${text.replaceAll(/[^ !#-[\]-~]/gu, (character) => inDecimal(character, 'utf8'))}"`;
}

function inDecimal(text: string, encoding: 'utf8' | 'latin1'): string {
  return [...Buffer.from(text, encoding)].map((octet) => `\\${String(octet).padStart(3, '0')}`).join('');
}

/** The part that is the same for every family: measures a message by its table, then shows it. */
const READER = `
local function number(tvb, at, octets, little)
  if little then return tvb(at, octets):le_uint() end
  return tvb(at, octets):uint()
end

-- Octets of a part at "at"; nil where its end is not there.
local function extent(tvb, at, part, sizes)
  if part.rest then return math.max(tvb:len() - at, 0) end
  if not part.ended then return part.octets or sizes[part.sized_by] end
  for last = at, tvb:len() - 1 do
    if tvb(last, 1):uint() == 0 then return last - at + 1 end
  end
  return nil
end

-- Octets of the message at "at"; or nil and the octets that are missing; or false where it is another message.
local function measure(tvb, at, message)
  local start, sizes = at, {}
  for _, part in ipairs(message.fields) do
    local octets = extent(tvb, at, part, sizes)
    if octets == nil then return nil, 1 end
    if at + octets > tvb:len() then return nil, at + octets - tvb:len() end
    if part.value and number(tvb, at, octets, message.little) ~= part.value then return false end
    if part.mark and tvb(at, octets):raw() ~= part.mark then return false end
    if part.max then
      sizes[part.name] = number(tvb, at, octets, message.little) - part.base
      if sizes[part.name] < 0 or sizes[part.name] > part.max then return false end
    end
    at = at + octets
  end
  return at - start
end

local function show(tvb, at, message, tree)
  local sizes = {}
  for _, part in ipairs(message.fields) do
    local octets = extent(tvb, at, part, sizes)
    if octets > 0 then
      local range = tvb(at, octets)
      if part.text then tree:add_packet_field(part.field, range, ENC_UTF_8)
      elseif message.little then tree:add_le(part.field, range)
      else tree:add(part.field, range) end
    end
    if part.max then sizes[part.name] = number(tvb, at, octets, message.little) - part.base end
    at = at + octets
  end
end

-- The first message that is whole at "at", its octets; else the octets that are missing, if any message may still come of it.
local function find(tvb, at, candidates)
  local missing
  for _, message in ipairs(candidates) do
    local octets, lack = measure(tvb, at, message)
    if octets then return message, octets end
    if octets == nil and (missing == nil or lack < missing) then missing = lack end
  end
  return nil, missing
end

function proto.dissector(tvb, pinfo, tree)
  pinfo.cols.protocol = proto.name
  local candidates = pinfo.dst_port == port and to_listener or to_dialler
  local at, names = 0, {}
  while at < tvb:len() do
    local message, octets = find(tvb, at, candidates)
    if message == nil then
      if octets == nil then break end
      pinfo.desegment_offset = at
      pinfo.desegment_len = octets
      break
    end
    local item = tree:add(proto, tvb(at, octets), message.name)
    show(tvb, at, message, item)
    names[#names + 1] = message.name
    at = at + octets
  end
  pinfo.cols.info = table.concat(names, ", ")
  return at
end

DissectorTable.get("tcp.port"):add(port, proto)`;
