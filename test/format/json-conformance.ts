/**
 * Documents that every reader of JSON must accept, and documents that none may (RFC 8259). Written from the grammar: each production at its
 * edges, alone and inside a list and an object. Bytes are written as Latin-1 where a document is no UTF-8.
 */

const NUMBERS = ['0', '-0', '1', '-1', '10', '123', '0.0', '-0.0', '0.5', '-0.5', '1.25', '1e0', '1E0', '1e1', '1E+2', '1e-2', '0e1', '0E+1', '0e-1', '-0e0', '1.5e3', '-1.5E-3', '123456789', '9007199254740993', '-9223372036854775808', '18446744073709551616', '1e400', '-1e400', '1e-400', '0.1000000000000000055511151231257827', '100000000000000000000000000000000000000', '-1.0', '20e1', '123e65', '0.4e006', '1.7976931348623157e308'] as const; // prettier-ignore
const STRINGS = ['""', '" "', '"a"', '"\\""', '"\\\\"', '"\\/"', '"/"', '"\\b\\f\\n\\r\\t"', '"\\u0000"', '"\\u0012"', '"\\u00e9"', '"\\uD834\\uDD1E"', '"\\ud834"', '"\\udd1e"', '"\\uDD1E\\uD834"', '"\\uFFFF"', '"\\u0022"', '"\\u005C"', '"\\u002c"', '"é"', '"日本"', '"😀"', '"\u007f"', '"\u2028\u2029"', '"\ufeff"', '"\u200b"', '"[1,2"', '"{\\"a\\":1}"', '"//"', '"/* */"', '"null"', '"true"', '"\\\\u0061"', '"\\\\\\""', '"a\\\\"', '"\\\\\\\\"', '"__proto__"', '"new\\u00A0line"', '"\\u0821"', '"π"', '"\\uA66D"', '"\u0080"', '"%22"', '"&quot;"', '"\'"', '"<>"', '"\\u003c/script\\u003e"'] as const; // prettier-ignore
const LITERALS = ['true', 'false', 'null'] as const;
const SPACES = ['', ' ', '\n', '\r\n', '\t', ' \t\r\n '] as const;

const scalars = [...NUMBERS, ...STRINGS, ...LITERALS];

/** Documents of more than one value. */
const STRUCTURES = [
  '[]', '{}', '[ ]', '{ }', '[[]]', '[{}]', '{"a":{}}', '{"a":[]}', '[[],[]]', '[{},{}]', '[[[[[[[[1]]]]]]]]', '{"":0}', '{"a":1,"a":2}', '{"a":1,"a":1}', '{"a":[1,2,{"b":null}]}', '[1,"a",null,true,{},[]]', '{"a":"b","c":"d"}', '{"\\u0061":1,"a":2}', '{"a\\u0000b":1}', '{"x":[{"id":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}],"id":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}', '{"min":-1.0e+28,"max":1.0e+28}', '{\n"a": "b"\n}', '[1,null,null,null,2]', '[false]', '["asd "]', '{"__proto__":{"a":1}}', '{"asd":"sdf","dfg":"fgh"}', '[1 , 2]', '[1\n,2]', ' [1] ', '{"a" : 1}', '{"a"\n:\n1}', '\t{"a":"\\t"}\n', '"top"', ' 1 ', '[-0]', '[0e+1]', '{"1":1,"2":2}', '[["a"],["b",["c"]]]', '{"a":{"b":{"c":{"d":"e"}}}}', '[" ","  "]', '["\\"","\\\\","\\\\\\""]', '{"a\\"b":"c\\"d"}', '{"a":"{\\"b\\":\\"{\\\\\\"c\\\\\\":1}\\"}"}', '["",""]', '{"a":"\\\\","b":"\\\\"}', '[1.0,2.50,3.000]', '[1E5,1e+5,1e-5]',
] as const; // prettier-ignore

/** Accepted everywhere. */
export const VALID: readonly string[] = [
  ...new Set([
    ...scalars,
    ...scalars.map((value) => `[${value}]`),
    ...scalars.map((value) => `{"key": ${value}}`),
    ...STRINGS.map((value) => `{${value}:1}`),
    ...STRUCTURES,
    ...SPACES.flatMap((space) => [`${space}[${space}1${space},${space}"a"${space}]${space}`, `${space}{${space}"a"${space}:${space}1${space}}${space}`]),
    '['.repeat(200) + ']'.repeat(200),
    '{"a":'.repeat(100) + '1' + '}'.repeat(100),
    `["${'a'.repeat(5000)}"]`,
    `[${'1,'.repeat(2000)}1]`,
  ]),
]; // prettier-ignore

const BAD_NUMBERS = ['-', '+1', '01', '-01', '00', '1.', '.5', '-.5', '1e', '1e+', '1E-', '1.e1', '0x1', '1_000', '1,000,', 'NaN', 'Infinity', '-Infinity', '1a', '--1', '1-1', '0e', '0.e1', '0.3e', '9.e+', '１', '-foo', '1 000', '2.e3', '0.1.2', '1eE2', '++1', '- 1'] as const; // prettier-ignore
const BAD_STRINGS = ['"', "'a'", '"\\x41"', '"\\u"', '"\\u12"', '"\\u00G0"', '"\\a"', '"\\"', '"\n"', '"\t"', '"\u0000"', '"\u001f"', 'a', '"a', '"\\', '"\\uD834\\u"', '"\\uD834\\uD"', '"\\ "', '"\\\u0000"', '“a”', '"a"b"', '`a`', '"\\U0041"', '"\\é"', '"\\"a', '"a" "b'] as const; // prettier-ignore
const BAD_LITERALS = ['True', 'TRUE', 'nul', 'tru', 'fals', 'nullx', 'undefined', 'none', 'truefalse'] as const;
const BAD_STRUCTURES = ['', ' ', '[', ']', '{', '}', '[1', '[1,', '[1,]', '[,1]', '[,]', '[1,,2]', '[1 2]', '["a" "b"]', '["a":1]', '[1]]', '[}', '{]', '{"a"', '{"a":', '{"a":}', '{"a":1', '{"a":1,', '{"a":1,}', '{"a":1,,"b":2}', '{,"a":1}', '{"a" 1}', '{"a"::1}', '{a:1}', "{'a':1}", '{1:1}', '{null:1}', '{"a":1 "b":2}', '{"a":1}}', '{"a":1}#', '{"a":1}//', '{"a":1}/**/', '[1]x', '[1]//', '/*x*/[1]', '[/*x*/1]', '#[1]', '<html>', '[<null>]', '["a",\n4\n,1,', '[""', '[\u000b1]', '[\u000c]', '\u2060[]', '[\u00a01]', '*', '{"a":"b"}/**//', '{"a":/*c*/1}', '{"a":true,}', '{{}}', '[[]', '["', '[{', '{"":', '[*]', '[;]', '{;}', '&', '\u00e5', 'é'] as const; // prettier-ignore

/** Accepted nowhere; some are two documents, or one with something behind it. */
export const INVALID: readonly string[] = [
  ...new Set([
    ...[...BAD_NUMBERS, ...BAD_STRINGS, ...BAD_LITERALS].flatMap((value) => [value, `[${value}]`, `{"key":${value}}`]),
    ...BAD_STRUCTURES,
  ]),
]; // prettier-ignore

/** Bytes that are no UTF-8, or that readers disagree about; written as Latin-1. Any of them may stand in what is otherwise a document. */
export const ODD_BYTES: readonly string[] = ['["\xff"]', '["\xe9"]', '["\xc0\xaf"]', '["\xed\xa0\x80"]', '["\xf4\xbf\xbf\xbf"]', '["\x81"]', '["\xe0\xff"]', '\xef\xbb\xbf{}', '\xef\xbb\xbf[1]', '\xef\xbb{}', '\x1e{"a":1}\n', '{"a":1}{"b":2}', '[1]\n[2]\n', ')]}\',\n{"a":1}', 'while(1);[1]', 'cb({"a":1});']; // prettier-ignore
