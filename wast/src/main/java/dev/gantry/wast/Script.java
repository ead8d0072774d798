package dev.gantry.wast;

import dev.gantry.wasm.text.SourceText;
import dev.gantry.wasm.text.Tokens;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A parsed test script.
///
/// @param name       the file's name
/// @param header     what the lines that start with `;;!` say: names of features and their values
/// @param directives the forms, in order
public record Script(String name, Map<String, String> header, List<Directive> directives) {
    private static final String HEADER = ";;!";

    /// Parses a script. The text forms of modules in it are not parsed yet.
    ///
    /// @param source the text
    /// @param name   the file's name, for messages
    /// @return the script
    /// @throws dev.gantry.wasm.MalformedException if it is not a script, with line and column
    public static Script parse(String source, String name) {
        return parse(new SourceText(source, name));
    }

    /// Parses a script from bytes.
    ///
    /// @param utf8 the text
    /// @param name the file's name, for messages
    /// @return the script
    /// @throws dev.gantry.wasm.MalformedException if it is not UTF-8 or not a script, with line and column
    public static Script parse(byte[] utf8, String name) {
        return parse(SourceText.decode(utf8, name));
    }

    private static Script parse(SourceText source) {
        return new Script(source.fileName(), header(source.text()), new ScriptParser(Tokens.of(source)).parse());
    }

    private static Map<String, String> header(String source) {
        Map<String, String> header = new LinkedHashMap<>();
        source.lines().filter(line -> line.startsWith(HEADER)).forEach(line -> {
            String[] parts = line.substring(HEADER.length()).split("=", 2);
            if (parts.length == 2) {
                header.put(parts[0].strip(), parts[1].strip());
            }
        });
        return header;
    }
}
