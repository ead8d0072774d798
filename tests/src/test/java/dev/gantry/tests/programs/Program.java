package dev.gantry.tests.programs;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// One entry of the manifest `programs.json`.
record Program(
        String file,
        String kind,
        List<String> features,
        List<String> args,
        @Nullable String argv0,
        Map<String, String> env,
        @Nullable String stdin,
        Map<String, String> preopens,
        List<Call> run,
        Expect expect,
        boolean isQuick) {

    /// A call of an export; numbers are in text form.
    record Call(
            String export,
            List<String> args,
            List<String> results,
            @Nullable String until) {}

    /// What is expected; `stdout` and `stderr` are texts.
    record Expect(String mode, int exit, String stdout, String stderr) {}

    static List<Program> manifest(Path folder) throws IOException {
        JsonArray entries = JsonParser.parseString(Files.readString(folder.resolve("programs.json")))
                .getAsJsonArray();
        List<Program> programs = new ArrayList<>();
        for (JsonElement entry : entries) {
            JsonObject json = entry.getAsJsonObject();
            if (!json.get("kind").getAsString().equals("component")) {
                programs.add(read(folder, json));
            }
        }
        return programs;
    }

    private static Program read(Path folder, JsonObject json) throws IOException {
        List<Call> calls = new ArrayList<>();
        for (JsonElement element : json.getAsJsonArray("run")) {
            JsonObject call = element.getAsJsonObject();
            calls.add(new Call(
                    call.get("export").getAsString(),
                    strings(call.get("args")),
                    strings(call.get("results")),
                    text(call.get("until"))));
        }
        JsonObject expect = json.getAsJsonObject("expect");
        return new Program(
                json.get("file").getAsString(),
                json.get("kind").getAsString(),
                strings(json.get("features")),
                strings(json.get("args")),
                text(json.get("argv0")),
                map(json.get("env")),
                text(json.get("stdin")),
                map(json.get("preopens")),
                calls,
                new Expect(
                        expect.get("mode").getAsString(),
                        expect.has("exit") && !expect.get("exit").isJsonNull()
                                ? expect.get("exit").getAsInt()
                                : 0,
                        output(folder, expect.get("stdout")),
                        output(folder, expect.get("stderr"))),
                json.get("quick").getAsBoolean());
    }

    private static String output(Path folder, @Nullable JsonElement value) throws IOException {
        String text = text(value);
        if (text == null) {
            return "";
        }
        return text.endsWith(".expected") ? Files.readString(folder.resolve(text)) : text;
    }

    private static @Nullable String text(@Nullable JsonElement value) {
        if (value == null || value.isJsonNull()) {
            return null;
        }
        return value.isJsonArray() ? value.toString() : value.getAsString();
    }

    private static List<String> strings(@Nullable JsonElement value) {
        if (value == null || value.isJsonNull()) {
            return List.of();
        }
        return StreamSupport.stream(value.getAsJsonArray().spliterator(), false)
                .map(JsonElement::getAsString)
                .toList();
    }

    private static Map<String, String> map(@Nullable JsonElement value) {
        Map<String, String> map = new LinkedHashMap<>();
        if (value != null && !value.isJsonNull()) {
            value.getAsJsonObject()
                    .entrySet()
                    .forEach(entry -> map.put(entry.getKey(), entry.getValue().getAsString()));
        }
        return map;
    }

    boolean needs(String feature) {
        return features.contains(feature);
    }

    @Override
    public String toString() {
        return file;
    }
}
