package dev.gantry.jmh.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which benchmark stands where in the report. Rows and columns are templates: `{name}` stands for a parameter's
/// value.
///
/// The names of groups and rows are those of the contract, so that figures can be found by them.
final class Layout {
    private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");

    /// A table of the report, and a plot.
    ///
    /// @param file     the name of the plot's file, without its ending
    /// @param title    the heading
    /// @param text     what the figures mean
    /// @param elements the parameter that a throughput is computed with; empty for none
    /// @param sources  where its rows come from, in order
    record Group(String file, String title, String text, String elements, List<Source> sources) {
        /// The source of a benchmark's row, if it belongs to this group.
        Optional<Source> source(String benchmark) {
            return sources.stream()
                    .filter(source -> source.benchmark().equals(benchmark))
                    .findFirst();
        }
    }

    /// Rows of one benchmark.
    ///
    /// @param benchmark class and method
    /// @param row       the template of the row's name
    /// @param column    the template of the column's name
    record Source(String benchmark, String row, String column) {}

    private Layout() {}

    /// A template with the parameters put in.
    static String fill(String template, Map<String, String> params) {
        return PARAMETER
                .matcher(template)
                .replaceAll(match -> Matcher.quoteReplacement(params.getOrDefault(match.group(1), "?")));
    }

    /// All groups, in the order of the report.
    static List<Group> groups() {
        return List.of(
                trap("multi-threaded-traps", "multiThreadedTraps", "threads", """
                        One call that traps, 10 wasm frames deep, while as many other threads as the row says do the same in \
                        stores of their own."""),
                trap("many-modules-registered-traps", "manyModulesRegisteredTraps", "modules", """
                        One call that traps, 10 wasm frames deep, in an engine with as many modules as the row says."""),
                trap("signal-traps", "signalTraps", "modules", """
                        One access to memory out of bounds, in an engine with as many modules as the row says. Machine code finds \
                        it by a signal."""),
                trap("many-stack-frames-traps", "manyStackFramesTraps", "frames", """
                        One call that traps, as many wasm frames deep as the row says. A backtrace keeps the innermost 200."""),
                trap("host-wasm-frames-traps", "hostWasmFramesTraps", "frames", """
                        One call that traps below as many calls of the host from wasm, and of wasm from the host, as the row \
                        says."""),
                calls(),
                new Group(
                        "async",
                        "asynchronous calls",
                        "One call that is started, suspended in a host function beside 99 others, resumed by another thread, and ended.",
                        "",
                        List.of(new Source("AsyncBenchmark.suspendedCalls", "suspended call", "time"))),
                new Group(
                        "call-indirect",
                        "call_indirect",
                        "One `call_indirect` of an empty function, with the loop in wasm around it; a table of 1,024 entries.",
                        "",
                        List.of(
                                new Source("CallIndirectBenchmark.sameIndex", "same index", "{table} table"),
                                new Source(
                                        "CallIndirectBenchmark.differentIndices",
                                        "different indices",
                                        "{table} table"))),
                componentCalls(),
                new Group(
                        "component-lists",
                        "Lists of components",
                        "A `list<u8>` as an array of bytes, to a component and out of it.",
                        "bytes",
                        List.of(
                                new Source("ListLowerBenchmark.in", "list<u8> in/{bytes}", "time"),
                                new Source("ListLowerBenchmark.out", "list<u8> out/{bytes}", "time"))),
                new Group(
                        "component-strings",
                        "Strings of components",
                        "A string to a component and back, by the component's encoding.",
                        "characters",
                        List.of(new Source("TranscodeBenchmark.thereAndBack", "{encoding}/{content}", "time"))),
                instantiation(),
                compilation(),
                gc(),
                gcPauses(),
                wasi());
    }

    private static Group trap(String name, String method, String parameter, String text) {
        return new Group(
                name,
                name,
                text,
                parameter,
                List.of(new Source("TrapBenchmark." + method, name + "/{" + parameter + "}", "time")));
    }

    private static Group calls() {
        String column = "{call}/{hook}";
        return new Group(
                "calls",
                "Calls",
                """
                        One crossing between host and wasm. Typed: through a functional interface; untyped: `Val` objects; \
                        unchecked: raw values in a segment. The hook counts crossings. Async: the host starts a call and waits for its future, or the loop in \
                        wasm runs in such a call; async-typed host functions give complete stages. Calls of the host are made by a loop in \
                        wasm, whose share is in the figure.""",
                "",
                List.of(
                        new Source("CallBenchmark.hostToWasmTypedNop", "core - host-to-wasm - typed - nop", column),
                        new Source("CallBenchmark.hostToWasmUntypedNop", "core - host-to-wasm - untyped - nop", column),
                        new Source(
                                "CallBenchmark.hostToWasmUncheckedNop",
                                "core - host-to-wasm - unchecked - nop",
                                column),
                        new Source(
                                "CallBenchmark.hostToWasmTypedNopParamsAndResults",
                                "core - host-to-wasm - typed - nop-params-and-results",
                                column),
                        new Source(
                                "CallBenchmark.hostToWasmUntypedNopParamsAndResults",
                                "core - host-to-wasm - untyped - nop-params-and-results",
                                column),
                        new Source(
                                "CallBenchmark.hostToWasmUncheckedNopParamsAndResults",
                                "core - host-to-wasm - unchecked - nop-params-and-results",
                                column),
                        new Source("CallBenchmark.wasmToHostNop", "core - wasm-to-host - nop - {style}", column),
                        new Source(
                                "CallBenchmark.wasmToHostNopParamsAndResults",
                                "core - wasm-to-host - nop-params-and-results - {style}",
                                column),
                        new Source(
                                "CallBenchmark.wasmToHostNopAsyncTyped",
                                "core - wasm-to-host - nop - async-typed",
                                "async/{hook}"),
                        new Source(
                                "CallBenchmark.wasmToHostNopParamsAndResultsAsyncTyped",
                                "core - wasm-to-host - nop-params-and-results - async-typed",
                                "async/{hook}")));
    }

    private static Group componentCalls() {
        List<Source> sources = new ArrayList<>();
        Map<String, String> values = new LinkedHashMap<>();
        values.put("Nop", "nop");
        values.put("NopParamsAndResults", "nop-params-and-results");
        values.put("Record", "record");
        values.put("String", "string");
        values.forEach((method, name) -> {
            sources.add(new Source(
                    "ComponentCallBenchmark.hostToWasmTyped" + method,
                    "component - host-to-wasm - typed - " + name,
                    "time"));
            sources.add(new Source(
                    "ComponentCallBenchmark.hostToWasmUntyped" + method,
                    "component - host-to-wasm - untyped - " + name,
                    "time"));
        });
        values.forEach((method, name) -> sources.add(new Source(
                "ComponentCallBenchmark.wasmToHost" + method,
                "component - wasm-to-host - " + name + " - {style}",
                "time")));
        return new Group("component-calls", "Calls of components", """
                        One crossing between host and component. Typed: through a functional interface; untyped: `Val` objects. \
                        The record has two numbers, the string 32 characters; both go there and back. Calls of the host are made by a \
                        loop in wasm, whose share is in the figure.""", "", sources);
    }

    private static Group instantiation() {
        return new Group(
                "instantiation",
                "Instantiation",
                """
                        One instance with a store of its own, made and closed: an empty module, one with a memory of one page, \
                        one with 64 data segments of 1 KiB. Parallel: all threads, the measured one included, do the same. \
                        Component: the same for components. Deserialize: the module from its artifact, in memory or in a file (Jimfs).\
                        """,
                "",
                List.of(
                        new Source("InstantiationBenchmark.sequential", "sequential/on-demand/{module}", "time"),
                        new Source(
                                "InstantiationBenchmark.parallel",
                                "parallel/on-demand/{module}: with {threads} threads",
                                "time"),
                        new Source(
                                "ComponentInstantiationBenchmark.sequential",
                                "component/sequential/on-demand/{component}",
                                "time"),
                        new Source("InstantiationBenchmark.deserialize", "deserialize/{module}", "time"),
                        new Source("InstantiationBenchmark.deserializeFile", "deserialize_file/{module}", "time")));
    }

    private static Group compilation() {
        return new Group(
                "compile",
                "Compilation",
                """
                        Bytes to a decoded module, to a valid one, to an artifact, each on one thread and from the result of the \
                        stage before; then all of it as `Module.of` does it; deserialize is the module from its artifact. Generated modules are named \
                        by their size in KiB.\
                        """,
                "",
                List.of(
                        new Source("CompileBenchmark.decode", "{input}", "decode"),
                        new Source("CompileBenchmark.validate", "{input}", "validate"),
                        new Source("CompileBenchmark.translate", "{input}", "translate"),
                        new Source("CompileBenchmark.module", "{input}", "all, {workers}"),
                        new Source("CompileBenchmark.deserialize", "{input}", "deserialize")));
    }

    private static Group gc() {
        String column = "{heap}";
        return new Group(
                "gc",
                "Collected heap",
                """
                        Each column is a collector; `null` frees nothing. In a loop in wasm: one struct of a reference and an `i64`, \
                        one array of 8 `i64`, one struct while a table holds so many references, one reference written to a field, one read \
                        from a field and cast. By the host: one struct of two fields, in scopes of a thousand or without a scope, and one \
                        field read.\
                        """,
                "",
                List.of(
                        new Source("GcBenchmark.newStruct", "alloc/struct", column),
                        new Source("GcBenchmark.newArray", "alloc/array", column),
                        new Source("GcPauseBenchmark.newStruct", "alloc/struct/{roots} roots", column),
                        new Source("GcHostBenchmark.inScope", "alloc/by the host/in a scope", column),
                        new Source("GcHostBenchmark.withoutScope", "alloc/by the host/without a scope", column),
                        new Source("GcHostBenchmark.readField", "read/by the host", column),
                        new Source("GcBenchmark.writeReference", "barrier/write", column),
                        new Source("GcBenchmark.readAndCast", "barrier/read and cast", column)));
    }

    private static Group gcPauses() {
        String column = "{heap}";
        return new Group(
                "gc-pauses",
                "Collections",
                """
                        Each column is a collector; `null` frees nothing. One collection while so many objects of a list are live; in wasm, \
                        a binary tree of depth 10 made and counted while one of depth 14 is live.\
                        """,
                "",
                List.of(
                        new Source("GcPauseBenchmark.pause", "pause/{live} live objects", column),
                        new Source("GcBenchmark.binaryTree", "binary tree", column)));
    }

    private static Group wasi() {
        return new Group(
                "wasi",
                "WASI",
                "One call of a function of preview 1 from a loop in wasm: 64 bytes each, files in memory, output discarded.",
                "",
                List.of(
                        new Source("WasiBenchmark.fdWrite", "fd_write", "time"),
                        new Source("WasiBenchmark.fdPread", "fd_pread", "time"),
                        new Source("WasiBenchmark.clockTimeGet", "clock_time_get", "time"),
                        new Source("WasiBenchmark.randomGet", "random_get", "time"),
                        new Source("WasiBenchmark.pathOpen", "path_open and fd_close", "time")));
    }
}
