package dev.gantry.fuzz.wasmtime;

/// What the Python process runs: it writes the version of the package or why there is none; then, for each line, a
/// component in base 64, `valid` or what Wasmtime says.
///
/// Not all features have a setter in the package; those of asynchronous components are set in the library below.
final class WasmtimeScript {
    static final String SOURCE = """
            import base64, sys
            from importlib import metadata
            try:
                from wasmtime import Config, Engine, WasmtimeError, _bindings as library
                from wasmtime.component import Component
            except ImportError:
                print('no such package', flush=True)
                sys.exit()

            config = Config()
            config.cranelift_opt_level = 'none'
            config.parallel_compilation = False
            for name in ('bulk_memory', 'component_model', 'component_model_implements', 'component_model_map', 'exceptions',
                         'function_references', 'gc', 'memory64', 'multi_memory', 'multi_value', 'reference_types',
                         'relaxed_simd', 'simd', 'tail_call'):
                setattr(config, 'wasm_' + name, True)
            for name in ('custom_page_sizes', 'stack_switching', 'threads', 'wide_arithmetic'):
                setattr(config, 'wasm_' + name, False)
            for name in ('async', 'async_stackful', 'more_async_builtins'):
                getattr(library, 'wasmtime_config_wasm_component_model_' + name + '_set')(config.ptr(), True)
            engine = Engine(config)
            print(metadata.version('wasmtime'), flush=True)
            for line in sys.stdin:
                try:
                    Component(engine, base64.b64decode(line)).close()
                    answer = 'valid'
                except WasmtimeError as error:
                    answer = ' / '.join(part.strip() for part in str(error).splitlines() if part.strip())
                print(answer.encode('ascii', 'replace').decode('ascii'), flush=True)
            """;

    private WasmtimeScript() {}
}
