package dev.gantry.jmh.peers;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/// A benchmark program, as the list `benchmarks.json` names it.
///
/// @param name     its name
/// @param kind     `cmd`, `fn`, `nop` or `load`, as the harness's `Bench` knows them
/// @param module   the name of its file in the harness's work folder, without the ending
/// @param callArgs the export and its arguments; empty for commands
/// @param result   what the export must give, if that is known
record Workload(String name, String kind, String module, List<String> callArgs, OptionalDouble result) {
    /// Programs that measure the crossing between host and wasm and nothing else.
    private static final List<String> CROSSINGS = List.of("hostcalls", "nopcall");

    /// Reads the list.
    static List<Workload> read(Path file) throws IOException {
        try (Reader in = Files.newBufferedReader(file)) {
            List<Workload> workloads = new ArrayList<>();
            for (JsonElement entry : JsonParser.parseReader(in).getAsJsonArray()) {
                workloads.add(of(entry.getAsJsonObject()));
            }
            return workloads;
        }
    }

    private static Workload of(JsonObject entry) {
        boolean isNop = entry.has("calls");
        List<String> callArgs = new ArrayList<>();
        if (entry.has("export")) {
            callArgs.add(entry.get("export").getAsString());
            entry.getAsJsonArray("args").forEach(arg -> callArgs.add(arg.getAsString()));
        }
        if (isNop) {
            callArgs.add(entry.get("calls").getAsString());
        }
        return new Workload(
                entry.get("name").getAsString(),
                isNop ? "nop" : entry.get("kind").getAsString(),
                entry.get("module").getAsString(),
                callArgs,
                entry.has("result") && !entry.get("result").isJsonNull()
                        ? OptionalDouble.of(entry.get("result").getAsDouble())
                        : OptionalDouble.empty());
    }

    boolean isLoad() {
        return kind.equals("load");
    }

    boolean isCrossing() {
        return CROSSINGS.contains(name);
    }

    /// Whether a result is the expected one. Peers give floats as numbers or as their bits.
    boolean accepts(long found) {
        return result.isEmpty()
                || found == (long) result.getAsDouble()
                || found == Double.doubleToRawLongBits(result.getAsDouble());
    }
}
