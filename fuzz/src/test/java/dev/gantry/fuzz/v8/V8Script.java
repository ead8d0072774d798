package dev.gantry.fuzz.v8;

/// What Node.js runs: a loop that reads a request from each line and answers with a line.
///
/// A request is JSON: `{"validate": module}` is answered by `valid` or what is wrong; any other is a plan, answered
/// by its outcomes with `|` between them. Modules are in base 64; the texts of values and outcomes are those of
/// `dev.gantry.fuzz.run`.
final class V8Script {
    static final String SOURCE = """
            'use strict';
            const view = new DataView(new ArrayBuffer(8));
            const TRAPS = [
              [/unreachable/, 'unreachable'],
              [/divide by zero|remainder by zero/, 'division'],
              [/unrepresentable/, 'number'],
              [/memory access out of bounds|data segment|memory initializer/, 'bounds'],
              [/table index is out of bounds|table access out of bounds|element segment|table initializer/, 'bounds'],
              [/array element access out of bounds|array index is out of bounds|table index/, 'bounds'],
              [/null function or function signature|signature mismatch/, 'call'],
              [/null pointer|null/, 'null'],
              [/illegal cast/, 'cast'],
              [/unaligned/, 'unaligned'],
            ];

            function failure(e) {
              if (e instanceof WebAssembly.Exception) return 'exception';
              if (e instanceof RangeError) return 'trap exhausted';
              if (e instanceof WebAssembly.RuntimeError) {
                for (const [pattern, name] of TRAPS) if (pattern.test(e.message)) return 'trap ' + name;
              }
              return 'error ' + e;
            }

            function parse(text) {
              if (text === 'null') return null;
              const [type, bits] = text.split(':');
              switch (type) {
                case 'i32': return Number(bits) | 0;
                case 'i64': return BigInt(bits);
                case 'f32': view.setInt32(0, Number(bits)); return view.getFloat32(0);
                default: view.setBigInt64(0, BigInt(bits)); return view.getFloat64(0);
              }
            }

            function write(value, type) {
              switch (type) {
                case 'i32': return 'i32:' + value;
                case 'i64': return 'i64:' + value;
                case 'f32':
                  if (Number.isNaN(value)) return 'f32:nan';
                  view.setFloat32(0, value);
                  return 'f32:' + view.getInt32(0);
                case 'f64':
                  if (Number.isNaN(value)) return 'f64:nan';
                  view.setFloat64(0, value);
                  return 'f64:' + view.getBigInt64(0);
                default: return value === null ? 'null' : 'ref';
              }
            }

            const PRIME = 0x01000193;
            const sum = (old, word) => Math.imul(old ^ word, PRIME);

            function run(plan) {
              const outcomes = [];
              let hostCalls = 0;
              let hostSum = 0;
              function host(params, results) {
                return (...args) => {
                  hostCalls++;
                  args.forEach((arg, i) => {
                    switch (params[i]) {
                      case 'i32': hostSum = sum(hostSum, arg); break;
                      case 'i64':
                        view.setBigInt64(0, arg);
                        hostSum = sum(sum(hostSum, view.getInt32(4)), view.getInt32(0));
                        break;
                      case 'f32':
                        view.setFloat32(0, arg);
                        hostSum = sum(hostSum, Number.isNaN(arg) ? 7 : view.getInt32(0));
                        break;
                      default:
                        if (Number.isNaN(arg)) view.setBigInt64(0, 7n); else view.setFloat64(0, arg);
                        hostSum = sum(sum(hostSum, view.getInt32(4)), view.getInt32(0));
                    }
                  });
                  const values = results.map(type => {
                    switch (type) {
                      case 'i32': return hostCalls;
                      case 'i64': return BigInt(hostCalls) * 0x100000001n;
                      case 'f32': return hostCalls * 0.5;
                      default: return hostCalls * 0.25;
                    }
                  });
                  return values.length > 1 ? values : values[0];
                };
              }
              function step(action) {
                let outcome;
                try {
                  outcome = '=' + action();
                } catch (e) {
                  outcome = failure(e);
                }
                outcomes.push(outcome + ' host ' + hostCalls + ' ' + hostSum);
              }
              const env = {};
              for (const [name, kind, a, b, c] of plan.imports) {
                switch (kind) {
                  case 'func': env[name] = host(a, b); break;
                  case 'tag': env[name] = new WebAssembly.Tag({parameters: a}); break;
                  case 'global': env[name] = new WebAssembly.Global({value: a, mutable: b}, parse(c)); break;
                  case 'table': {
                    const type = {element: 'anyfunc', initial: a};
                    if (b >= 0) type.maximum = b;
                    env[name] = new WebAssembly.Table(type);
                    break;
                  }
                  default: {
                    const type = {initial: a};
                    if (b >= 0) type.maximum = b;
                    env[name] = new WebAssembly.Memory(type);
                  }
                }
              }
              let instance = null;
              const module = new WebAssembly.Module(Buffer.from(plan.module, 'base64'));
              step(() => {
                instance = new WebAssembly.Instance(module, {env});
                return '';
              });
              if (instance === null) return outcomes;
              const exports = instance.exports;
              for (const [name, args, results] of plan.calls) {
                exports[plan.fuel].value = plan.fuelPerCall;
                step(() => {
                  const value = exports[name](...args.map(parse));
                  const values = results.length > 1 ? value : [value];
                  return results.map((type, i) => write(values[i], type) + ' ').join('');
                });
                outcomes.push(plan.globals.map(([n, type]) => write(exports[n].value, type) + ' ').join(''));
              }
              for (const name of plan.memories) {
                const buffer = exports[name].buffer;
                const words = new Int32Array(buffer);
                let total = 0;
                for (let i = 0; i < words.length; i++) total = sum(total, words[i]);
                outcomes.push('memory ' + buffer.byteLength + ' ' + total);
              }
              for (const name of plan.tables) outcomes.push('table ' + exports[name].length);
              return outcomes;
            }

            const plain = text => text.replace(/[^ -~]/g, '?');

            function answer(line) {
              const request = JSON.parse(line);
              try {
                if (request.validate !== undefined) {
                  const bytes = Buffer.from(request.validate, 'base64');
                  if (WebAssembly.validate(bytes)) return 'valid';
                  try {
                    new WebAssembly.Module(bytes);
                    return 'undecided';
                  } catch (e) {
                    return plain(e.message);
                  }
                }
                return run(request).join('|');
              } catch (e) {
                return plain('error ' + e);
              }
            }

            let rest = '';
            process.stdin.setEncoding('latin1');
            process.stdin.on('data', chunk => {
              const lines = (rest + chunk).split('\\n');
              rest = lines.pop();
              process.stdout.write(lines.map(line => answer(line) + '\\n').join(''));
            });
            """;

    private V8Script() {}
}
