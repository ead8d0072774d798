package dev.gantry.fuzz.v8;

import dev.gantry.fuzz.generate.ModuleShape;
import dev.gantry.fuzz.process.AnsweringProcess;
import dev.gantry.fuzz.run.Plan;
import dev.gantry.wasm.types.ExternType;
import dev.gantry.wasm.types.GlobalType;
import dev.gantry.wasm.types.MemoryType;
import dev.gantry.wasm.types.TableType;
import dev.gantry.wasm.types.TagType;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// Another engine: V8 in processes of Node.js 24 or newer, one after the other.
///
/// Requests may be sent before earlier ones are answered; answers come in order.
///
/// Threading: confined to one thread.
public final class V8 implements AutoCloseable {
    private static final int MIN_VERSION = 24;

    /// After so many requests the next process takes over: V8 never forgets a type, and ends at a million.
    private static final int PROCESS_REQUESTS = 100_000;

    private final Path node;

    /// Those with requests that are not answered, and the one that takes the next.
    private final Deque<AnsweringProcess> processes = new ArrayDeque<>();

    private V8(Path node) {
        this.node = node;
        processes.add(process(node));
    }

    private static AnsweringProcess process(Path node) {
        return new AnsweringProcess("node", List.of(node.toString(), "--stack-size=900", "-e", V8Script.SOURCE));
    }

    /// Starts the Node.js that property `gantry.node`, variable `GANTRY_NODE` or the path gives.
    ///
    /// @return the engine; empty, with the reason on standard output, if there is none of version 24 or newer
    public static Optional<V8> start() {
        List<String> tried = new ArrayList<>();
        for (Path candidate : candidates()) {
            if (Files.isExecutable(candidate)) {
                int version = version(candidate);
                if (version >= MIN_VERSION) {
                    return Optional.of(new V8(candidate));
                }
                tried.add(candidate + " is version " + version);
            }
        }
        System.out.println("SKIPPED: no comparison with V8, which needs Node.js " + MIN_VERSION
                + " or newer in -Dgantry.node, GANTRY_NODE or PATH: " + (tried.isEmpty() ? "found none" : tried));
        return Optional.empty();
    }

    private static List<Path> candidates() {
        List<Path> candidates = new ArrayList<>();
        for (String named : new String[] {System.getProperty("gantry.node", ""), System.getenv("GANTRY_NODE")}) {
            if (named != null && !named.isBlank()) {
                candidates.add(Path.of(named));
            }
        }
        String path = System.getenv("PATH");
        for (String folder : path == null ? new String[0] : path.split(File.pathSeparator, -1)) {
            if (!folder.isBlank()) {
                candidates.add(Path.of(folder, "node"));
            }
        }
        return candidates;
    }

    private static int version(Path node) {
        try {
            Process asked = new ProcessBuilder(node.toString(), "--version").start();
            String text = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            String major = text.replaceFirst("^v", "").replaceFirst("\\..*", "");
            return major.matches("\\d{1,4}") ? Integer.parseInt(major) : 0;
        } catch (IOException _) {
            return 0; // no program for this machine
        }
    }

    /// Asks for the outcomes of a plan.
    public void send(Plan plan) {
        StringBuilder json = new StringBuilder("{\"module\":\"").append(base64(plan.module()));
        json.append("\",\"fuel\":\"")
                .append(plan.fuel())
                .append("\",\"fuelPerCall\":")
                .append(ModuleShape.FUEL);
        json.append(",\"imports\":")
                .append(list(plan.imports().stream().map(V8::json).toList()));
        json.append(",\"calls\":")
                .append(list(plan.calls().stream()
                        .map(call ->
                                "[\"" + call.name() + "\"," + texts(call.args()) + "," + texts(call.results()) + "]")
                        .toList()));
        json.append(",\"globals\":")
                .append(list(plan.globals().stream()
                        .map(global -> "[\"" + global.name() + "\",\"" + global.type() + "\"]")
                        .toList()));
        json.append(",\"memories\":").append(texts(plan.memories()));
        json.append(",\"tables\":").append(texts(plan.tables())).append("}\n");
        send(json.toString());
    }

    /// Asks whether a module is valid.
    public void sendValidate(byte[] module) {
        send("{\"validate\":\"" + base64(module) + "\"}\n");
    }

    private void send(String request) {
        AnsweringProcess last = processes.getLast();
        if (last.sent() == PROCESS_REQUESTS) {
            last.flush();
            last = process(node);
            processes.add(last);
        }
        last.send(request);
    }

    /// Sees to it that all requests are on their way.
    public void flush() {
        processes.getLast().flush();
    }

    /// Waits for the answer to the oldest open request.
    public String receive() throws InterruptedException {
        if (processes.getFirst().received() == PROCESS_REQUESTS) {
            processes.removeFirst().close();
        }
        return processes.getFirst().receive();
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String json(Plan.Item item) {
        String start = "[\"" + item.name() + "\",";
        return start
                + switch (item.type()) {
                    case ExternType.Func _ ->
                        "\"func\"," + texts(item.func().params()) + ","
                                + texts(item.func().results()) + "]";
                    case TagType _ -> "\"tag\"," + texts(item.func().params()) + "]";
                    case GlobalType type ->
                        "\"global\",\"" + type.type() + "\"," + type.isMutable() + ",\"" + item.value() + "\"]";
                    case TableType type ->
                        "\"table\"," + type.limits().min() + "," + type.limits().max() + "]";
                    case MemoryType type ->
                        "\"memory\"," + type.limits().min() + ","
                                + type.limits().max() + "]";
                };
    }

    private static String list(List<String> items) {
        return "[" + String.join(",", items) + "]";
    }

    private static String texts(List<?> items) {
        return list(items.stream().map(item -> "\"" + item + "\"").toList());
    }

    @Override
    public void close() {
        processes.forEach(AnsweringProcess::close);
    }
}
